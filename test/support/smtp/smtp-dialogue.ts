import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import { exchangeAuth } from './auth-exchange.js';
import { LineReader } from './line-reader.js';
import type {
  AcceptedMessage,
  AuthMechanism,
  Heard,
  SmtpAct,
  SmtpMoment,
  SmtpScript,
} from './smtp-script.js';
import { WireTap } from './wire-tap.js';

/** What came over one connection. */
export interface ConnectionRecord {
  /** All octets as they were on the wire, those of TLS encrypted. */
  readonly wire: Buffer[];
  /** What was inside TLS. */
  readonly decrypted: Buffer[];
  /** The lines that were read as commands, whether there was TLS or not. */
  readonly commands: string[];
}

/** One connection, from the greeting to its end. */
export class SmtpDialogue {
  readonly record: ConnectionRecord = { wire: [], decrypted: [], commands: [] };
  private readonly wire: WireTap;
  private stream: Duplex;
  private readonly reader: LineReader;
  private isEncrypted = false;
  private readonly times = new Map<SmtpMoment, number>();
  private signedIn: { username: string; password: string; responses: readonly string[]; isRight: boolean } = {
    username: '',
    password: '',
    responses: [],
    isRight: false,
  };
  private mailFrom = '';
  private recipients: string[] = [];

  constructor(
    private readonly socket: Socket,
    private readonly script: SmtpScript,
    private readonly accept: (message: AcceptedMessage) => void,
  ) {
    this.wire = new WireTap(socket, (piece) => this.record.wire.push(piece));
    this.stream = this.wire;
    this.reader = new LineReader((piece) => {
      if (this.isEncrypted) this.record.decrypted.push(piece);
    });
  }

  async run(): Promise<void> {
    this.reader.attach(this.stream);
    const { isImplicitTls, handshake } = this.script;
    if (isImplicitTls && !(await this.startTls())) return;
    if (!isImplicitTls || handshake === undefined)
      await this.reply('GREETING', '', '220 mail.shop.test ESMTP');
    for (;;) {
      const line = await this.reader.next();
      if (line === null) return;
      this.record.commands.push(line);
      if (!(await this.obey(line))) return;
    }
  }

  /** False when the connection is over. */
  private async obey(line: string): Promise<boolean> {
    const verb = line.split(' ', 1)[0]?.toUpperCase() ?? '';
    switch (verb) {
      case 'EHLO':
        await this.reply('EHLO', line, this.extensions());
        return true;
      case 'HELO':
        await this.reply('HELO', line, '250 mail.shop.test');
        return true;
      case 'STARTTLS':
        return this.obeyStartTls(line);
      case 'AUTH':
        await this.obeyAuth(line);
        return true;
      case 'MAIL':
        await this.obeyMail(line);
        return true;
      case 'RCPT':
        if (isDone(await this.reply('RCPT', line, '250 2.1.5 OK'))) this.recipients.push(addressIn(line));
        return true;
      case 'DATA':
        await this.obeyData(line);
        return true;
      case 'RSET':
        await this.reply('RSET', line, '250 2.0.0 OK');
        return true;
      case 'NOOP':
        await this.reply('NOOP', line, '250 2.0.0 OK');
        return true;
      case 'QUIT':
        await this.reply('QUIT', line, '221 2.0.0 Bye');
        this.stream.end();
        return false;
      default:
        await this.act('500 5.5.2 Command not recognized');
        return true;
    }
  }

  private async obeyStartTls(line: string): Promise<boolean> {
    const isPossible = this.script.certificate !== undefined && !this.isEncrypted;
    const injected = this.script.injectedAfterStartTls;
    const ready = '220 2.0.0 Ready to start TLS';
    const usual =
      injected === undefined ? ready : { octets: `${ready}\r\n${injected.replaceAll('\n', '\r\n')}\r\n` };
    const code = await this.reply('STARTTLS', line, isPossible ? usual : '502 5.5.1 Not here');
    return code !== 220 || this.startTls();
  }

  private async obeyAuth(line: string): Promise<void> {
    if (this.script.replies?.AUTH !== undefined) {
      await this.reply('AUTH', line, '');
      return;
    }
    const { auth } = this.script;
    const [, name = '', initial] = line.split(' ');
    const mechanism = auth?.mechanisms.find((known) => known === name.toUpperCase());
    if (!auth || !mechanism) {
      await this.act('504 5.5.4 Unrecognized authentication type');
      return;
    }
    const ask = async (challenge: string) => {
      await this.act(`334 ${challenge}`);
      const answer = await this.reader.next();
      if (answer !== null) this.record.commands.push(answer);
      return answer;
    };
    const outcome = await exchangeAuth(auth, mechanism as AuthMechanism, initial, ask);
    if (outcome) this.signedIn = outcome;
    const deserved = outcome?.isRight
      ? '235 2.7.0 Authentication successful'
      : '535 5.7.8 Authentication credentials invalid';
    const code = await this.reply('AUTH_RESULT', line, outcome ? deserved : '501 5.7.0 Cancelled');
    this.signedIn.isRight = code === 235;
  }

  private async obeyMail(line: string): Promise<void> {
    const isAllowed = !this.script.auth || this.signedIn.isRight;
    const usual = isAllowed ? '250 2.1.0 OK' : '530 5.7.0 Authentication required';
    if (!isDone(await this.reply('MAIL', line, usual))) return;
    this.mailFrom = addressIn(line);
    this.recipients = [];
  }

  private async obeyData(line: string): Promise<void> {
    const usual = this.recipients.length > 0 ? '354 End data with a dot' : '503 5.5.1 No recipients';
    if ((await this.reply('DATA', line, usual)) !== 354) return;
    this.reader.unread('\r\n');
    const data = await this.reader.next('\r\n.\r\n');
    if (data === null) return;
    if (!isDone(await this.reply('MESSAGE', line, '250 2.0.0 Queued as T1'))) return;
    this.accept({
      mailFrom: this.mailFrom,
      recipients: this.recipients,
      data: data.slice(2).replaceAll('\r\n..', '\r\n.'),
      isEncrypted: this.isEncrypted,
      username: this.signedIn.isRight ? this.signedIn.username : null,
    });
  }

  private extensions(): string[] {
    const { certificate, isStartTlsStripped, auth, extensions = defaultExtensions } = this.script;
    const offered = [...extensions];
    if (certificate && !this.isEncrypted && !isStartTlsStripped) offered.push('STARTTLS');
    if (auth && (this.isEncrypted || !certificate || auth.isOfferedInClear))
      offered.push(`AUTH ${auth.mechanisms.join(' ')}`);
    const lines = ['mail.shop.test', ...offered];
    return lines.map((text, index) => `250${index === lines.length - 1 ? ' ' : '-'}${text}`);
  }

  /** The code of what was replied, or null. */
  private async reply(moment: SmtpMoment, line: string, usual: SmtpAct): Promise<number | null> {
    const scripted = this.script.replies?.[moment] ?? usual;
    const times = (this.times.get(moment) ?? 0) + 1;
    this.times.set(moment, times);
    const { isEncrypted, signedIn } = this;
    const heard: Heard = { ...signedIn, line, isEncrypted, times };
    return this.act(typeof scripted === 'function' ? scripted(heard) : scripted);
  }

  private async act(act: SmtpAct): Promise<number | null> {
    if (typeof act === 'string') return this.say(`${act}\r\n`);
    if (!('does' in act || 'octets' in act || 'drip' in act)) return this.say(`${act.join('\r\n')}\r\n`);
    if ('octets' in act) return this.say(act.octets);
    if ('drip' in act) {
      for (const octet of Buffer.from(`${act.drip}\r\n`, 'latin1')) {
        if (this.stream.destroyed) return null;
        this.say(Buffer.of(octet));
        // Without holding the process.
        await sleep(this.script.dripMilliseconds ?? 1_000, undefined, { ref: false });
      }
      return codeOf(act.drip);
    }
    switch (act.does) {
      case 'SILENCE':
        return null;
      case 'CLOSE':
        this.stream.end();
        return null;
      case 'RESET':
        this.socket.resetAndDestroy();
        return null;
      case 'ENDLESS_LINE':
        return this.sayForever(Buffer.concat([Buffer.from('250-'), Buffer.alloc(16_000, 'x')]), 'x');
      case 'ENDLESS_REPLY':
        return this.sayForever(Buffer.from('250-and more\r\n'.repeat(1_000)), '250-and more\r\n');
      default:
        throw new Error(`Unknown act ${act.does satisfies never}.`);
    }
  }

  private async sayForever(first: Buffer, repeated: string): Promise<null> {
    this.say(first);
    const more = Buffer.from(repeated.repeat(Math.ceil(16_000 / repeated.length)));
    while (!this.stream.destroyed) {
      this.say(more);
      if (this.stream.writableNeedDrain)
        await Promise.race([once(this.stream, 'drain'), once(this.stream, 'close')]);
      await sleep(1, undefined, { ref: false });
    }
    return null;
  }

  private say(octets: string | Buffer): number | null {
    if (!this.stream.writable) return null;
    this.stream.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
    return codeOf(octets.toString('latin1'));
  }

  /** False when there is no TLS in the end. */
  private async startTls(): Promise<boolean> {
    const { certificate, handshake, tls } = this.script;
    if (handshake !== undefined) {
      await this.reader.skipAny();
      await this.act(handshake);
      return true;
    }
    this.reader.detach();
    const secureContext = createSecureContext(tls);
    // After the ciphers, as a level of security that stands there is also about certificates.
    secureContext.context.setCert(certificate?.cert);
    secureContext.context.setKey(certificate?.key);
    const secured = new TLSSocket(this.wire, { isServer: true, secureContext });
    secured.on('error', () => this.wire.destroy());
    const isSecure = await new Promise<boolean>((resolve) => {
      secured.once('secure', () => resolve(true)).once('close', () => resolve(false));
      this.wire.once('close', () => resolve(false));
    });
    if (!isSecure) return false;
    this.isEncrypted = true;
    this.stream = secured;
    this.reader.attach(secured);
    return true;
  }
}

const defaultExtensions = ['PIPELINING', 'SIZE 10485760', '8BITMIME', 'ENHANCEDSTATUSCODES'];

function codeOf(text: string): number | null {
  const code = /^[2-5]\d\d/.exec(text)?.[0];
  return code === undefined ? null : Number(code);
}

function isDone(code: number | null): boolean {
  return code !== null && code >= 200 && code < 300;
}

function addressIn(line: string): string {
  return /<(.*?)>/.exec(line)?.[1] ?? '';
}
