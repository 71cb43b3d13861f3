import { connect, isIPv6, type Socket, SocketAddress } from 'node:net';
import { type ConnectAttempt, ConnectOutcome } from './connect-attempt.js';
import type { NetworkGuard } from './network-guard.js';

export interface GuardedConnectOptions {
  port: number;
  guard: NetworkGuard;
  /** For all attempts together. */
  milliseconds: number;
  /** Ends the attempts; a connection that is made already is the caller's. */
  signal: AbortSignal;
}

export interface GuardedConnection {
  /** One for each address, in their order. */
  attempts: readonly ConnectAttempt[];
  /** The caller's to destroy; null when no address could be reached. */
  socket: Socket | null;
  /** Where it leads to. */
  address: string | null;
}

/** As long as others wait behind it; in 5 seconds a connection is asked for three times. */
const maxShareMilliseconds = 5000;

/**
 * Connects to the first address that may and can be reached. Only what was judged is connected to, never a name, so nothing can
 * change between the two. Nothing at all is sent to an address that leads inside. Never rejects.
 * @param addresses as `net.isIP` accepts them
 */
export async function connectGuarded(
  addresses: readonly string[],
  options: GuardedConnectOptions,
): Promise<GuardedConnection> {
  const { guard, signal } = options;
  const permitted = new Set(addresses.filter((address) => guard.permits(address)));
  const end = performance.now() + options.milliseconds;
  const attempts: ConnectAttempt[] = [];
  let socket: Socket | null = null;
  for (const [index, address] of addresses.entries()) {
    const begin = performance.now();
    const left = end - begin;
    const note = (outcome: ConnectOutcome) =>
      attempts.push({ address, outcome, durationMilliseconds: Math.round(performance.now() - begin) });
    if (!permitted.has(address)) note(ConnectOutcome.NOT_ALLOWED);
    else if (socket !== null || left <= 0 || signal.aborted) note(ConnectOutcome.NOT_TRIED);
    else {
      const waiting = addresses.slice(index + 1).filter((other) => permitted.has(other)).length;
      // Time has to be left for those that wait, and for what is said once one of them is there.
      const share = waiting === 0 ? left : Math.min(left / (waiting + 2), maxShareMilliseconds);
      const attempt = await connectTo(address, options.port, share, signal);
      note(attempt.outcome);
      socket = attempt.socket;
    }
  }
  return { attempts, socket, address: attempts.find(isConnected)?.address ?? null };
}

function isConnected({ outcome }: ConnectAttempt): boolean {
  return outcome === ConnectOutcome.CONNECTED;
}

interface Attempt {
  outcome: ConnectOutcome;
  socket: Socket | null;
}

function connectTo(
  address: string,
  port: number,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Attempt> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    const settle = (outcome: ConnectOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      const isOpen = outcome === ConnectOutcome.CONNECTED;
      if (!isOpen) socket.destroy();
      resolve({ outcome, socket: isOpen ? socket : null });
    };
    const giveUp = () => settle(ConnectOutcome.TIMED_OUT);
    const timer = setTimeout(giveUp, milliseconds);
    signal.addEventListener('abort', giveUp);
    // It stays, so that an error never ends the process before the caller listens.
    socket.on('error', (error) => settle(outcomeOf(error)));
    socket.once('connect', () =>
      settle(isAt(socket, address) ? ConnectOutcome.CONNECTED : ConnectOutcome.NOT_ALLOWED),
    );
  });
}

/** Whether the system has connected to what it was told. */
function isAt({ remoteAddress }: Socket, address: string): boolean {
  return remoteAddress !== undefined && canonical(remoteAddress) === canonical(address);
}

function canonical(address: string): string {
  return isIPv6(address) ? new SocketAddress({ family: 'ipv6', address }).address : address;
}

function outcomeOf(error: NodeJS.ErrnoException): ConnectOutcome {
  switch (error.code) {
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return ConnectOutcome.REFUSED;
    case 'ETIMEDOUT':
      return ConnectOutcome.TIMED_OUT;
    default:
      return ConnectOutcome.UNREACHABLE;
  }
}
