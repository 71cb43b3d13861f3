import type { InputOption } from '../input/input-option.js';
import { clearableText, list, type Reader, text } from '../input/readers.js';

export interface Expectations {
  sendingAddresses: string[];
  dkim: { selector: string; domain: string | null; publicKey: string | null }[];
  spfInclude: string | null;
  senderTarget: string | null;
  linkTarget: string | null;
  openTarget: string | null;
}

export const expectationsSelection =
  'expectations { sendingAddresses dkim { selector domain publicKey } spfInclude senderTarget linkTarget openTarget }';

/** A key is too long for a command line; whoever has one gives it by --input. */
const dkim: Reader = {
  read(given) {
    const [, selector, domain] = /^([^:]+)(?::([^:]+))?$/.exec(given) ?? [];
    return selector === undefined ? undefined : { selector, ...(domain ? { domain } : {}) };
  },
  form: 'a selector such as s1, or s1:example.com',
};

const target = { reader: clearableText };

/** What ought to be in DNS for the mail of a server. */
export const expectationOptions: readonly InputOption[] = [
  {
    flags: '--sending-address <list>',
    path: 'expectations.sendingAddresses',
    help: 'all addresses and networks that its mail leaves from; empty for none said',
    reader: list(text),
  },
  {
    flags: '--dkim <list>',
    path: 'expectations.dkim',
    help: 'all selectors of its DKIM keys, such as s1 or s1:example.com; empty for none said',
    reader: list(dkim),
  },
  {
    flags: '--spf-include <domain>',
    path: 'expectations.spfInclude',
    help: 'what its SPF record is to include; empty for none said',
    ...target,
  },
  {
    flags: '--sender-target <domain>',
    path: 'expectations.senderTarget',
    help: 'where the domain of MAIL FROM is to lead by CNAME; empty for none said',
    ...target,
  },
  {
    flags: '--link-target <domain>',
    path: 'expectations.linkTarget',
    help: 'where the domain of tracked links is to lead by CNAME; empty for none said',
    ...target,
  },
  {
    flags: '--open-target <domain>',
    path: 'expectations.openTarget',
    help: 'where the domain of the pixel is to lead by CNAME; empty for none said',
    ...target,
  },
];

/** The facts that were said, for people. */
export function expectationFacts(expected: Expectations): (readonly [label: string, value: string])[] {
  const keys = expected.dkim.map(
    ({ selector, domain, publicKey }) =>
      `${selector}${domain === null ? '' : ` at ${domain}`}${publicKey === null ? '' : ' with its key'}`,
  );
  const facts = [
    ['sends from', expected.sendingAddresses.join(', ')],
    ['dkim', keys.join(', ')],
    ['spf include', expected.spfInclude],
    ['sender target', expected.senderTarget],
    ['link target', expected.linkTarget],
    ['open target', expected.openTarget],
  ] as const;
  return facts.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}
