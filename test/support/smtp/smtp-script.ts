import type { SecureContextOptions } from 'node:tls';
import type { ServerCertificate } from './certificates.js';

/** When a server says something. */
export type SmtpMoment =
  | 'GREETING'
  | 'EHLO'
  | 'HELO'
  | 'STARTTLS'
  /** The command itself, before anything of it is looked at. */
  | 'AUTH'
  /** At the end of the exchange, in place of what the credentials deserve. */
  | 'AUTH_RESULT'
  | 'MAIL'
  | 'RCPT'
  | 'DATA'
  /** After the dot that ends the message. */
  | 'MESSAGE'
  | 'RSET'
  | 'NOOP'
  | 'QUIT';

/** What a server does in place of a reply. */
export type SmtpAct =
  /** Lines; each ends with CRLF. */
  | string
  | readonly string[]
  /** Exactly these octets; a text is latin1. */
  | { octets: string | Buffer }
  /** The line, an octet at a time. */
  | { drip: string }
  | { does: 'SILENCE' | 'CLOSE' | 'RESET' | 'ENDLESS_LINE' | 'ENDLESS_REPLY' };

export const silence = { does: 'SILENCE' } as const;
export const close = { does: 'CLOSE' } as const;
export const reset = { does: 'RESET' } as const;
export const endlessLine = { does: 'ENDLESS_LINE' } as const;
export const endlessReply = { does: 'ENDLESS_REPLY' } as const;

/** What the server knows when it acts. */
export interface Heard {
  /** The command, without its CRLF. */
  line: string;
  isEncrypted: boolean;
  /** How often this moment has come in this connection, from 1. */
  times: number;
  /** Of the last exchange of AUTH; empty before. */
  username: string;
  password: string;
  /** What came in base64 in that exchange, as it came. */
  responses: readonly string[];
}

export type SmtpReply = SmtpAct | ((heard: Heard) => SmtpAct);

export type AuthMechanism = 'PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'XOAUTH2';

export interface AuthScript {
  mechanisms: readonly AuthMechanism[];
  username: string;
  password: string;
  /** Also before TLS; without a certificate it always is. */
  isOfferedInClear?: boolean;
}

/** What is not said is as a good server does it: no TLS, nobody to sign in, everything accepted. */
export interface SmtpScript {
  /** With it STARTTLS is offered, or TLS spoken at once. */
  certificate?: ServerCertificate;
  isImplicitTls?: boolean;
  /** STARTTLS is not offered though it would work, as when somebody in between takes it out. */
  isStartTlsStripped?: boolean;
  tls?: SecureContextOptions;
  /** In place of the handshake, once the client has begun it. */
  handshake?: SmtpAct;
  /** Sent in the same packet as the reply to STARTTLS, before there is TLS. */
  injectedAfterStartTls?: string;
  auth?: AuthScript;
  /** Others than STARTTLS and AUTH, which are offered where they work. */
  extensions?: readonly string[];
  replies?: Partial<Record<SmtpMoment, SmtpReply>>;
  dripMilliseconds?: number;
}

export interface AcceptedMessage {
  mailFrom: string;
  recipients: readonly string[];
  /** Without the dots that stand for dots, each character one octet. */
  data: string;
  isEncrypted: boolean;
  /** Null when nobody signed in. */
  username: string | null;
}
