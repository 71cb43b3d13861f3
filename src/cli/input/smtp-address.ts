import { usageError } from '../terminal/cli-error.js';
import type { Reader } from './readers.js';

export interface SmtpAddress {
  host: string;
  port: number;
}

/** A host and a port; an IPv6 address in brackets. */
export const hostAndPort: Reader = {
  read(given): SmtpAddress | undefined {
    // As in a URL, which may have a password there.
    if (given.includes('@'))
      throw usageError(
        'Give the host and the port alone. The user is --username; the password is in SMTP_PASSWORD or on standard input, as the command line can be seen by every user of this machine.',
      );
    const [, host, digits] = /^(\[[^\]]+\]|[^:[\]/]+):(\d{1,5})$/.exec(given) ?? [];
    return host === undefined ? undefined : { host: host.replace(/^\[|\]$/g, ''), port: Number(digits) };
  },
  form: 'a host and a port such as smtp.example.com:587',
};
