import { isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Resolve } from '../../verification/dns/dns-answer.js';
import type { ConnectAttempt, ConnectOutcome } from '../../verification/network/connect-attempt.js';
import { connectGuarded } from '../../verification/network/connect-guarded.js';
import { lookUpHost } from '../../verification/network/look-up-host.js';
import type { NetworkGuard } from '../../verification/network/network-guard.js';
import { PostFailure } from './post-failure.js';

export interface StreamTools {
  resolve: Resolve;
  guard: NetworkGuard;
  signal: AbortSignal;
  /** For the connection, without what is sent over it. */
  milliseconds: number;
  /** PEM of certificate authorities, for tests; else those of Node. */
  authorities?: readonly string[];
}

/**
 * Opens a connection to the host of a URL, with TLS for https.
 * @throws PostFailure
 */
export async function openStream({ protocol, hostname, port }: URL, tools: StreamTools): Promise<Socket> {
  const isSecure = protocol === 'https:';
  // A URL has other spellings of IPv4, such as 0x7f.1, as what they mean.
  const host = /^\[(.*)\]$/.exec(hostname)?.[1] ?? hostname;
  const { addresses, nameExists, failure } = await lookUpHost(host, tools.resolve);
  if (addresses.length === 0 && failure !== null)
    throw new PostFailure(`The address of ${host} could not be looked up. ${failure.message}`);
  if (addresses.length === 0)
    throw new PostFailure(nameExists ? `${host} has no address.` : `There is no host ${host} in DNS.`);
  const options = { ...tools, port: Number(port || (isSecure ? 443 : 80)) };
  const { socket, attempts } = await connectGuarded(addresses, options);
  if (socket === null) throw new PostFailure(`No connection to ${host}. ${toldAttempts(attempts)}`);
  return isSecure ? secure(socket, host, tools) : socket;
}

const toldOutcomes: Record<ConnectOutcome, string> = {
  CONNECTED: 'takes connections',
  REFUSED: 'refuses connections',
  TIMED_OUT: 'does not answer',
  UNREACHABLE: 'cannot be reached from here',
  NOT_ALLOWED: 'is not of the public internet, and not in VERIFY_ALLOW_NETWORKS',
  NOT_TRIED: 'was not tried, as the time was over',
};

function toldAttempts(attempts: readonly ConnectAttempt[]): string {
  return attempts
    .slice(0, 4)
    .map(({ address, outcome }) => `${address} ${toldOutcomes[outcome]}.`)
    .join(' ');
}

function secure(socket: Socket, host: string, { signal, authorities }: StreamTools): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const fail = (message: string) => {
      signal.removeEventListener('abort', abort);
      stream.destroy();
      socket.destroy();
      reject(new PostFailure(message));
    };
    const abort = () => fail('The receiver did not get through with TLS in time.');
    const stream = connectTls({
      socket,
      // The name, or else the address, which the certificate has to be for. SNI knows names alone.
      host,
      servername: isIP(host) === 0 ? host : '',
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(authorities && { ca: [...authorities] }),
    });
    signal.addEventListener('abort', abort);
    stream.on('error', ({ code }: NodeJS.ErrnoException) =>
      fail(`TLS with ${host} failed (${code ?? 'no reason given'}). Its certificate is always verified.`),
    );
    stream.once('close', () => fail('The receiver ended the connection in the middle of TLS.'));
    stream.once('secureConnect', () => {
      signal.removeEventListener('abort', abort);
      stream.removeAllListeners('close');
      resolve(stream);
    });
  });
}
