import type { InputOption } from '../input/input-option.js';
import { time } from '../input/readers.js';

/** The verdict on each check: it passed, or with `--no-` before its name it failed. */
export const checkOptions: readonly InputOption[] = [
  { flags: '--email-delivery', path: 'results.emailDelivery', help: 'a test message was accepted' },
  { flags: '--spf', path: 'results.spf', help: 'the SPF record allows it to send' },
  { flags: '--dkim', path: 'results.dkim', help: 'messages are signed with a published key' },
  { flags: '--dmarc', path: 'results.dmarc', help: 'a DMARC policy is published' },
  { flags: '--sender-domain', path: 'results.senderDomain', help: 'the mail-from domain is set up' },
  { flags: '--link-domain', path: 'results.linkDomain', help: 'the link tracking domain is set up' },
  { flags: '--open-domain', path: 'results.openDomain', help: 'the open tracking domain is set up' },
  { flags: '--checked-at <time>', path: 'checkedAt', help: 'when the checks were made', reader: time },
];
