import type { DnsExpectations } from './expectations.js';

/** Mail that is to be sent, as far as DMARC looks at it. */
export interface ExpectedMail {
  /** The domain of its From address. */
  fromDomain: string;
  /** The address that bounces go to, or its domain. */
  mailFrom: string;
  /** From where and with which keys it is sent. */
  expectations: DnsExpectations;
  smtpHost: string | null;
}
