import { noExpectations, type VerificationSubject } from '../../src/verification/expectations.js';

/** Settings to check, of which a test names what it is about. */
export function verificationSubject({
  expectations,
  ...settings
}: Partial<Omit<VerificationSubject, 'expectations'>> & {
  expectations?: Partial<VerificationSubject['expectations']>;
} = {}): VerificationSubject {
  return {
    mailFrom: 'shop.test',
    enforcedFrom: null,
    linkTracking: 'links.shop.test',
    openTracking: 'open.shop.test',
    smtpHost: 'relay.test',
    ...settings,
    expectations: { ...noExpectations, ...expectations },
  };
}
