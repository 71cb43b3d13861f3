import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type ConnectionRecord, SmtpDialogue } from './smtp-dialogue.js';
import type { AcceptedMessage, SmtpScript } from './smtp-script.js';

export interface ListenOptions {
  host?: string;
  /** The system's choice if absent. */
  port?: number;
}

export type SmtpTestServer = Awaited<ReturnType<typeof startSmtpServer>>;

/** An SMTP server on loopback that does what its script says, and records all that it gets. */
export async function startSmtpServer(script: SmtpScript = {}, options: ListenOptions = {}) {
  const { host = '127.0.0.1', port = 0 } = options;
  const records: ConnectionRecord[] = [];
  const messages: AcceptedMessage[] = [];
  const open = new Set<Socket>();
  const listener = createServer((socket) => {
    open.add(socket);
    socket.setNoDelay(true).on('close', () => open.delete(socket));
    const dialogue = new SmtpDialogue(socket, script, (message) => messages.push(message));
    records.push(dialogue.record);
    void dialogue.run();
  });
  listener.listen(port, host);
  await once(listener, 'listening');

  const all = (part: 'wire' | 'decrypted') => Buffer.concat(records.flatMap((record) => record[part]));
  return {
    host,
    port: (listener.address() as AddressInfo).port,
    /** One for each connection, in their order. */
    records: records as readonly ConnectionRecord[],
    messages: messages as readonly AcceptedMessage[],
    openConnections: () => open.size,
    /** Every octet as it was on the wire. */
    wire: () => all('wire'),
    /** Every octet that was inside TLS. */
    decrypted: () => all('decrypted'),
    /** Every line that was read as a command. */
    commands: () => records.flatMap(({ commands }) => commands),
    stop: async () => {
      listener.close();
      await Promise.all([...open].map((socket) => once(socket.destroy(), 'close')));
    },
  };
}
