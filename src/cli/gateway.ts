import { CliError } from './cli-error.js';
import { printable } from './printable.js';

const secondsToWait = 30;

interface GraphQLProblem {
  message: string;
  extensions?: { code?: string; missingScopes?: string[]; fieldErrors?: FieldProblem[] };
}

/** Something in the input that can be put right: a user error, or a variable that does not fit. */
export interface FieldProblem {
  field: string[] | null;
  message: string;
}

/** A running gateway, spoken to as any other client does. */
export class Gateway {
  private readonly endpoint: URL;
  private readonly headers: Headers;

  /** @throws CliError when these cannot be an address and a key */
  constructor(
    private readonly address: string,
    key: string,
  ) {
    this.endpoint = endpointOf(address);
    this.headers = headersWith(key);
  }

  /** @throws CliError when there is no answer, or one with errors */
  async execute<Data>(query: string, variables: object = {}): Promise<Data> {
    const { status, text } = await this.post(JSON.stringify({ query, variables }));
    const answer = parsed(text);
    if (answer?.errors) throw new CliError(answer.errors.flatMap(linesOf).join('\n'));
    if (!answer?.data)
      throw new CliError(`What answers at ${this.place} is not a gateway (HTTP ${status}). ${check}`);
    return answer.data as Data;
  }

  private get place(): string {
    return printable(this.address);
  }

  private async post(body: string): Promise<{ status: number; text: string }> {
    const signal = AbortSignal.timeout(secondsToWait * 1000);
    try {
      // To follow a redirection would hand the key to whoever is there.
      const init = { method: 'POST', headers: this.headers, body, signal, redirect: 'manual' } as const;
      const response = await fetch(this.endpoint, init);
      return { status: response.status, text: await response.text() };
    } catch (error) {
      if (signal.aborted)
        throw new CliError(
          `The gateway at ${this.place} did not answer within ${secondsToWait} seconds. Try again.`,
        );
      throw new CliError(
        `No gateway answers at ${this.place} (${codeOf(error)}). Start it with "npm start", or set GATEWAY_URL to where it is.`,
      );
    }
  }
}

const check = 'Check GATEWAY_URL.';

/** @throws CliError with a line for each problem, unless there is none */
export function refuseOn(problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new CliError(problems.map(fieldLine).join('\n'));
}

function linesOf({ message, extensions }: GraphQLProblem): string[] {
  const { code, missingScopes, fieldErrors } = extensions ?? {};
  if (code === 'UNAUTHENTICATED')
    return ['The gateway does not accept this key: it is wrong, revoked or expired. Check GATEWAY_API_KEY.'];
  if (code === 'FORBIDDEN' && missingScopes)
    return [
      `This needs a key with the scope ${printable(missingScopes.join(', '))}. Set GATEWAY_API_KEY to one that has it.`,
    ];
  if (fieldErrors?.length) return fieldErrors.map(fieldLine);
  return [printable(message)];
}

function fieldLine({ field, message }: FieldProblem): string {
  const place = field?.filter((name, index) => index > 0 || name !== 'input').join('.');
  return printable(place ? `${place}: ${message}` : message);
}

function endpointOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new CliError('GATEWAY_URL must be an address such as http://127.0.0.1:4000.', 2);
  return new URL(`${url.pathname.replace(/\/(graphql)?$/, '')}/graphql`, url.origin);
}

function headersWith(key: string): Headers {
  if (key === '')
    throw new CliError(
      'Set GATEWAY_API_KEY to an API key, such as the one that the gateway showed on its first start.',
      2,
    );
  try {
    return new Headers({ authorization: `Bearer ${key}`, 'content-type': 'application/json' });
  } catch {
    throw new CliError('GATEWAY_API_KEY has characters that no key has. Copy it again.', 2);
  }
}

function parsed(text: string): { data?: unknown; errors?: GraphQLProblem[] } | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? 'no reason given' : codeOf(cause);
}
