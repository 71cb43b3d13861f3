import { createAuthority, issueSelfSigned } from '../../support/smtp/certificates.js';
import type { Certificates } from './delivery-cases.js';

const ended = { validFromDays: -90, validToDays: -1 };
const other = { names: ['server.hosting.test'] };

/** For the name `mail.shop.test`, but for those that are for another. */
export async function createCertificates(): Promise<{ authorities: string[]; certificates: Certificates }> {
  const authority = await createAuthority();
  const intermediate = await authority.createBelow('Test Intermediate');
  const certificates = {
    good: await intermediate.issue(),
    expired: await intermediate.issue(ended),
    notYetValid: await authority.issue({ validFromDays: 2 }),
    selfSigned: await issueSelfSigned(),
    otherName: await intermediate.issue(other),
    withoutIntermediate: await intermediate.issue({ isChainLeftOut: true }),
    soonExpired: await authority.issue({ validToDays: 20 }),
    hopeless: await issueSelfSigned({ ...ended, ...other }),
  };
  return { authorities: [authority.pem], certificates };
}
