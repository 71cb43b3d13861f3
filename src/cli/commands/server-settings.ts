import type { InputOption } from '../input/input-option.js';
import { clearableText, list, text, wholeNumber } from '../input/readers.js';
import { securityWords } from '../input/words.js';
import { expectationOptions } from './expectations.js';

/** The settings of a delivery server. The gateway says which of them a new one needs. */
export const serverSettings: readonly InputOption[] = [
  { flags: '--name <text>', path: 'name', help: 'display name' },
  { flags: '--host <host>', path: 'smtp.host', help: 'host name or IP address' },
  { flags: '--port <number>', path: 'smtp.port', help: 'usually 587, 465 or 25', reader: wholeNumber },
  {
    flags: '--security <word>',
    path: 'smtp.security',
    help: 'how the connection is protected',
    reader: securityWords,
  },
  {
    flags: '--timeout <seconds>',
    path: 'smtp.timeoutSeconds',
    help: 'how long to wait for it',
    reader: wholeNumber,
  },
  { flags: '--auth', path: 'smtp.authRequired', help: 'it wants a user name and a password' },
  {
    flags: '--username <text>',
    path: 'smtp.username',
    help: 'user name; empty for none',
    reader: clearableText,
  },
  { flags: '--link-tracking <domain>', path: 'domains.linkTracking', help: 'domain of tracked links' },
  {
    flags: '--open-tracking <domain>',
    path: 'domains.openTracking',
    help: 'domain of the pixel that tracks opens',
  },
  {
    flags: '--mail-from <domain>',
    path: 'domains.mailFrom',
    help: 'where bounces go: a domain or an address',
    reader: text,
  },
  {
    flags: '--enforced-from <address>',
    path: 'domains.enforcedFrom',
    help: 'From address of every message; empty for none',
    reader: clearableText,
  },
  {
    flags: '--sender-as-mail-from',
    path: 'domains.useSenderInfoAsMailFrom',
    help: "the sender's own address becomes MAIL FROM",
  },
  {
    flags: '--sender-as-from',
    path: 'domains.useSenderInfoAsFrom',
    help: "the sender's own address becomes From",
  },
  { flags: '--rotation', path: 'senderRotation.enabled', help: 'senders take turns' },
  {
    flags: '--rotation-settings <text>',
    path: 'senderRotation.settings',
    help: 'configuration of the rotation; empty for none',
    reader: clearableText,
  },
  ...expectationOptions,
  {
    flags: '--verify-every <how often>',
    path: 'verifyEvery',
    help: 'how often its checks are made, such as 6h, or never; default for as often as the gateway says',
    reader: { ...clearableText, read: (given) => (given === 'default' ? '' : given) },
  },
  {
    flags: '--tags <list>',
    path: 'tags',
    help: 'all its tags, with commas; empty for none',
    reader: list(text),
  },
];

export const clearPassword: InputOption = {
  flags: '--clear-password',
  path: 'smtp.password',
  help: 'forget the stored SMTP password',
  value: null,
};
