import type { SmtpSecurity } from './smtp-security.js';

/** How far a delivery test goes; each step includes those before it. */
export enum DeliveryMode {
  /** Ends when the server has greeted and answered EHLO. */
  CONNECT = 'CONNECT',
  TLS = 'TLS',
  AUTH = 'AUTH',
  /** Sends a message. */
  MESSAGE = 'MESSAGE',
}

/** What a delivery test tries: settings of a server, stored or not. */
export interface DeliverySubject {
  /** A host name or an address. */
  host: string;
  port: number;
  security: SmtpSecurity;
  /** For all of it together, in milliseconds: the server's own timeout and one second, within bounds. */
  milliseconds: number;
  /** Null when the server wants nobody to sign in. */
  credentials: { username: string; password: string } | null;
  /** A domain, or a full address. */
  mailFrom: string;
  /** The From address that replaces that of every message; null when messages have their own. */
  enforcedFrom: string | null;
  mode: DeliveryMode;
  /** Who gets the message; null when nobody is known, and then it ends after AUTH. */
  to: string | null;
  /** Whether the gateway itself receives mail for `to`. */
  isReceivedHere: boolean;
  /** The run, such as `vr_12`, which stands in a header of the message; null when the settings are not stored. */
  runId: string | null;
}
