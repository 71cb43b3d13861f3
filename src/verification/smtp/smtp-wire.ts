import type { Duplex } from 'node:stream';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';
import { parseReplyLine, replyFrom, type SmtpReply } from './smtp-reply.js';

/** In octets. RFC 5321 allows 512, and servers say more in one line. */
const maxLineLength = 4_096;
const maxReplyLength = 32_768;
const maxReplyLines = 100;

/**
 * Commands out and replies in. Nothing is read before it is asked for, so a server that talks on and on fills no memory.
 * Whoever has the socket destroys it in the end; that ends what is waited for here.
 */
export class SmtpWire {
  readonly #socket: Duplex;
  /** What has come and was not read yet, each character one octet. */
  #received = '';

  constructor(socket: Duplex) {
    this.#socket = socket;
    // What is wrong shows where something is read.
    socket.on('error', () => {});
  }

  /** Sends a command and reads the reply to it. */
  async command(line: string): Promise<SmtpReply> {
    // What came unasked would be taken for the reply to this command, and all that follow for those before them.
    if (this.hasUnread) throw unaskedReply(await this.readReply());
    this.#write(line);
    return await this.readReply();
  }

  /** Sends a whole message after DATA and reads the reply to it. */
  async message(message: Buffer): Promise<SmtpReply> {
    if (this.hasUnread) throw unaskedReply(await this.readReply());
    this.#socket.write(afterDots(message));
    return await this.readReply();
  }

  /** Sends what is no command, to find out who is there. */
  send(octets: Buffer): void {
    this.#socket.write(octets);
  }

  /** Says goodbye without waiting for an answer. */
  quit(): void {
    if (this.#socket.writable) this.#socket.end('QUIT\r\n');
    this.#socket.resume();
  }

  /** Whether there is something that was not asked for, as after the reply to STARTTLS when somebody puts words there. */
  get hasUnread(): boolean {
    return this.#received !== '' || this.#socket.readableLength > 0;
  }

  /** What has come of a reply that is not there yet. */
  get unread(): string {
    return decoded(this.#received);
  }

  async readReply(): Promise<SmtpReply> {
    const texts: string[] = [];
    let length = 0;
    let code: number | null = null;
    for (;;) {
      const line = await this.#readLine();
      const parsed = parseReplyLine(line);
      length += line.length;
      if (parsed === null || parsed.code !== (code ?? parsed.code)) throw unreadable(line);
      if (texts.length >= maxReplyLines || length > maxReplyLength) throw unreadable(line);
      code = parsed.code;
      texts.push(decoded(parsed.text));
      if (parsed.isLast) return replyFrom(code, texts);
    }
  }

  /** Waits until anything has come; false when nothing has come by the time that `signal` aborts. */
  async waitForOctets(signal: AbortSignal): Promise<boolean> {
    if (!this.hasUnread) this.#received += (await this.#nextChunk(signal)) ?? '';
    return this.hasUnread;
  }

  /** Whether what has come and was not read yet is a record of TLS: an alert or a handshake of some version 3. */
  get hasTlsRecord(): boolean {
    const [type = 0, version] = Buffer.from(this.#received, 'latin1');
    return type >= 0x14 && type <= 0x17 && version === 3;
  }

  #write(line: string): void {
    // Every value is looked at where it comes from; this is the last place.
    if (['\0', '\r', '\n'].some((octet) => line.includes(octet)))
      throw new Error('A command cannot have a line break in it.');
    this.#socket.write(`${line}\r\n`);
  }

  async #readLine(): Promise<string> {
    for (;;) {
      const end = this.#received.indexOf('\n');
      if (end > maxLineLength || (end < 0 && this.#received.length > maxLineLength))
        throw unreadable(this.#received.slice(0, maxLineLength));
      if (end >= 0) {
        const line = this.#received.slice(0, end).replace(/\r$/, '');
        this.#received = this.#received.slice(end + 1);
        return line;
      }
      const chunk = await this.#nextChunk();
      if (chunk === null) throw new SmtpProblem(SmtpProblemKind.CONNECTION_CLOSED, null, this.unread || null);
      this.#received += chunk;
    }
  }

  /** Null when the connection has ended, or `signal` aborts. */
  #nextChunk(signal?: AbortSignal): Promise<string | null> {
    const socket = this.#socket;
    const events = ['readable', 'end', 'error', 'close'];
    return new Promise((resolve) => {
      const settle = (chunk: string | null) => {
        for (const event of events) socket.removeListener(event, look);
        signal?.removeEventListener('abort', look);
        resolve(chunk);
      };
      const look = () => {
        const chunk: Buffer | null = socket.read();
        if (chunk !== null) settle(chunk.toString('latin1'));
        else if (socket.readableEnded || socket.destroyed || socket.errored || signal?.aborted) settle(null);
      };
      for (const event of events) socket.on(event, look);
      signal?.addEventListener('abort', look);
      look();
    });
  }
}

/** Lines that begin with a dot get another one, and the message ends with a dot of its own (RFC 5321, section 4.5.2). */
function afterDots(message: Buffer): Buffer {
  const lines = message.toString('latin1').replace(/(\r\n|\r|\n)?$/, '');
  const stuffed = lines.replace(/\r\n|\r|\n/g, '\r\n').replace(/^\./gm, '..');
  return Buffer.from(`${stuffed}\r\n.\r\n`, 'latin1');
}

function unreadable(line: string): SmtpProblem {
  const { NOT_SMTP, REPLY_UNREADABLE } = SmtpProblemKind;
  return new SmtpProblem(isHttp(line) ? NOT_SMTP : REPLY_UNREADABLE, null, decoded(line));
}

/** What a web server says to whatever it does not understand. */
export function isHttp(text: string): boolean {
  return /^HTTP\/\d/.test(text);
}

function unaskedReply(reply: SmtpReply): SmtpProblem {
  return new SmtpProblem(
    reply.code === 421 ? SmtpProblemKind.SERVER_BUSY : SmtpProblemKind.REPLY_UNEXPECTED,
    reply,
  );
}

/** UTF-8 where it is, else as it came. */
function decoded(octets: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(octets, 'latin1'));
  } catch {
    return octets;
  }
}
