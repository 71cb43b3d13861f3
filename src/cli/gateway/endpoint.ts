import { usageError } from '../terminal/cli-error.js';

/** Where a gateway is, and what to say to it. */
export interface Endpoint {
  /** As it was given, for messages. */
  address: string;
  /** Without a slash at its end. */
  url: string;
  headers: Headers;
}

const defaultAddress = 'http://127.0.0.1:4000';

/** @throws CliError when the environment does not have an address and a key */
export function endpointFrom(environment: Readonly<Record<string, string | undefined>>): Endpoint {
  const address = environment.GATEWAY_URL?.trim() || defaultAddress;
  return { address, url: urlOf(address), headers: headersWith(environment.GATEWAY_API_KEY?.trim() ?? '') };
}

function urlOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw usageError(`GATEWAY_URL must be an address such as ${defaultAddress}.`);
  return `${url.origin}${url.pathname.replace(/\/(graphql)?$/, '')}/graphql`;
}

function headersWith(key: string): Headers {
  if (key === '')
    throw usageError(
      'Set GATEWAY_API_KEY to an API key, such as the one that the gateway showed on its first start.',
    );
  try {
    return new Headers({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });
  } catch {
    throw usageError('GATEWAY_API_KEY has characters that no key has. Copy it again.');
  }
}
