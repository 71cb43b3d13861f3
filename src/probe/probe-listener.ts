import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { ProbeConnections } from './probe-connections.js';

/** Where the probe listens. */
export interface ProbePlace {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** PEM; null for no STARTTLS. */
  tls: { key: string; certificate: string } | null;
}

/** A message that was taken, and what is known of the connection. */
export interface ReceivedMail {
  recipient: string;
  octets: Buffer;
  address: string;
  helo: string;
  /** Empty for a message from nobody. */
  mailFrom: string;
  tlsProtocol: string | null;
  tlsCipher: string | null;
}

export interface ProbeListenerParts extends ProbePlace {
  /** What the probe calls itself. */
  name: string;
  /** Whether a message to an address is waited for. */
  isExpected(recipient: string): Promise<boolean>;
  /** @returns false for a message that is not waited for any more */
  receive(mail: ReceivedMail): Promise<boolean>;
  /** How long a connection may last; a minute unless told. */
  connectionMilliseconds?: number;
  /** Failures that are ours; the sender is told to come again. */
  report(error: unknown): void;
}

export interface ProbeListener {
  port: number;
  stop(): Promise<void>;
}

/** The probe cannot listen. The message says what to do. */
export class ProbeListenError extends Error {
  override name = 'ProbeListenError';
}

const maxConnections = 200;
/** Of one connection. A relay may send many tests over it, and each costs a question to the database. */
const maxRecipients = 100;
/** Of one connection. A relay gets an address wrong once or twice, as a run may have ended meanwhile. */
const maxRefused = 5;
/** Our own message has about 2 KB. Each relay on the way adds lines to its header, some of them many. */
const maxOctets = 64 * 1_024;
const idleMilliseconds = 20_000;
const connectionMilliseconds = 60_000;

/**
 * Receives mail at addresses that are expected at that moment, and refuses everything else before its content is sent. It
 * takes one recipient for each message, knows no passwords, and hands nothing on.
 * @throws ProbeListenError
 */
export async function startProbeListener(parts: ProbeListenerParts): Promise<ProbeListener> {
  const connections = new ProbeConnections(parts.connectionMilliseconds ?? connectionMilliseconds);
  const counts = new WeakMap<SMTPServerSession, { recipients: number; refused: number }>();
  const server = new SMTPServer({
    name: parts.name,
    ...(parts.tls && { key: parts.tls.key, cert: parts.tls.certificate }),
    disabledCommands: ['AUTH', ...(parts.tls ? [] : ['STARTTLS'])],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    maxRecipients: 1,
    size: maxOctets,
    socketTimeout: idleMilliseconds,
    closeTimeout: 1,
    onRcptTo: ({ address }, session, callback) =>
      void answer(parts, callback, async () => {
        const count = counts.get(session) ?? { recipients: 0, refused: 0 };
        counts.set(session, count);
        if (++count.recipients > maxRecipients) throw reply(421, 'Too many messages for one connection');
        if (await parts.isExpected(address)) return;
        throw ++count.refused < maxRefused
          ? reply(550, 'No such address here')
          : reply(421, 'Too many addresses that are not here');
      }),
    onData: (stream, session, callback) =>
      void answer(parts, callback, async () => {
        if (await parts.receive(await mailFrom(stream, session))) return;
        throw reply(550, 'The message is not waited for any more');
      }),
  });
  // Connections that break are an everyday matter, and none of ours.
  server.on('error', () => {});
  server.server.maxConnections = maxConnections;
  server.server.on('connection', (socket) => {
    if (connections.admit(socket)) return;
    socket.end(`421 ${parts.name} Too many connections\r\n`);
    socket.destroySoon();
  });
  await listen(server, parts);
  return {
    port: (server.server.address() as AddressInfo).port,
    stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.stop();
      return closed;
    },
  };
}

async function listen(server: SMTPServer, { host, port }: ProbePlace): Promise<void> {
  try {
    server.listen(port, host);
    await once(server.server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ProbeListenError(
      advice.get(code) ?? `The gateway cannot listen at VERIFY_PROBE_LISTEN (${code}).`,
    );
  }
}

const noSuchHost =
  'The host of VERIFY_PROBE_LISTEN is no address of this machine. Set one, or 0.0.0.0 for all.';

const advice = new Map<string | undefined, string>([
  [
    'EADDRINUSE',
    'The port of VERIFY_PROBE_LISTEN is in use, perhaps by a mail server. Stop that one, or set another port and have port 25 forwarded to it.',
  ],
  ['EADDRNOTAVAIL', noSuchHost],
  ['ENOTFOUND', noSuchHost],
  ['EAI_AGAIN', noSuchHost],
  [
    'EACCES',
    'The port of VERIFY_PROBE_LISTEN may not be used by this user. Set one from 1024 on, and have port 25 forwarded to it.',
  ],
]);

class Reply extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

function reply(code: number, text: string): Reply {
  return new Reply(code, text);
}

/**
 * Says that all is well, or why not; what fails here is told as something that may pass. Each begins in a turn of its own:
 * smtp-server goes on with the next command at once, so somebody who sends thousands of them would let nobody else in.
 */
async function answer(
  { report }: Pick<ProbeListenerParts, 'report'>,
  callback: (error?: Error | null) => void,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await nextTurn();
    await work();
    callback();
  } catch (error) {
    if (error instanceof Reply) return callback(error);
    report(error);
    callback(reply(451, 'Try again later'));
  }
}

async function mailFrom(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<ReceivedMail> {
  // What is too much is read and forgotten, as the sender hears of it only at the end.
  const pieces = stream.filter(() => !stream.sizeExceeded);
  const octets = await buffer(pieces);
  if (stream.sizeExceeded) throw reply(552, 'The message is too large');
  const { envelope, tlsOptions } = session;
  return {
    recipient: envelope.rcptTo[0]?.address ?? '',
    octets,
    address: session.remoteAddress,
    helo: session.hostNameAppearsAs || '',
    mailFrom: envelope.mailFrom ? envelope.mailFrom.address : '',
    tlsProtocol: tlsOptions ? tlsOptions.version : null,
    tlsCipher: tlsOptions ? tlsOptions.standardName : null,
  };
}
