import { CheckKind } from '../../check.js';
import type { DomainCheckKind } from '../../check-result.js';
import { domainOfAddress } from '../../domain-of-address.js';
import type { VerificationSubject } from '../../expectations.js';

interface DomainPurpose {
  hostOf: (subject: VerificationSubject) => string;
  targetOf: (subject: VerificationSubject) => string | null;
  /** Whether an MX record does as well as an address. */
  takesMail: boolean;
  /** What does not work when the name leads nowhere, or elsewhere. */
  consequence: string;
}

/** What each of the three names is for. */
export const domainPurposes: Readonly<Record<DomainCheckKind, DomainPurpose>> = {
  [CheckKind.SENDER_DOMAIN]: {
    hostOf: ({ mailFrom }) => domainOfAddress(mailFrom),
    targetOf: ({ expectations }) => expectations.senderTarget,
    takesMail: true,
    consequence:
      'Messages that cannot be delivered do not come back to it, and receivers may refuse its mail.',
  },
  [CheckKind.LINK_DOMAIN]: {
    hostOf: ({ linkTracking }) => domainOfAddress(linkTracking),
    targetOf: ({ expectations }) => expectations.linkTarget,
    takesMail: false,
    consequence: 'Tracked links in messages do not work.',
  },
  [CheckKind.OPEN_DOMAIN]: {
    hostOf: ({ openTracking }) => domainOfAddress(openTracking),
    targetOf: ({ expectations }) => expectations.openTarget,
    takesMail: false,
    consequence: 'The opening of messages is not counted.',
  },
};
