import { describeEnum } from '../../graphql/schema/describe-enum.js';
import { FindingSeverity } from '../../verification/check.js';
import { DkimKeyType } from '../../verification/dkim/dkim-key.js';
import { DmarcPolicy, DmarcResult } from '../../verification/dmarc/dmarc-forecast.js';
import type { RecordType } from '../../verification/dns/dns-answer.js';
import { SpfResult } from '../../verification/spf/spf-evaluation.js';
import { VerificationRunStatus, VerificationTrigger } from '../verification-run.js';

describeEnum({ VerificationRunStatus }, 'How far a run is.', {
  QUEUED: 'It is about to begin.',
  RUNNING: 'Checks are being made; those that are done have their results.',
  DONE: 'Every check has its result.',
});

describeEnum({ VerificationTrigger }, 'What started a run.', {
  REQUESTED: 'Somebody asked for it.',
  SCHEDULED: 'It was time for it.',
});

describeEnum({ FindingSeverity }, 'How much a finding matters.', {
  INFO: 'Good to know; all is well.',
  WARN: 'It works, but somebody will be unhappy.',
  FAIL: 'It has to be put right.',
  ERROR: 'It could not be measured: DNS or the network failed. It says nothing about the server.',
});

/** The schema has a name for what the library has a type for. */
export const DnsRecordType = {
  A: 'A',
  AAAA: 'AAAA',
  CNAME: 'CNAME',
  MX: 'MX',
  NS: 'NS',
  PTR: 'PTR',
  TXT: 'TXT',
} as const satisfies { readonly [Type in RecordType]: Type };

describeEnum({ DnsRecordType }, 'What a record of DNS holds.', {
  A: 'An IPv4 address.',
  AAAA: 'An IPv6 address.',
  CNAME: 'Another name that this one stands for.',
  MX: 'A host that takes mail for the domain.',
  NS: 'A name server of the domain.',
  PTR: 'The name of an address.',
  TXT: 'A text: SPF, DKIM and DMARC have theirs in such records.',
});

describeEnum({ SpfResult }, 'What SPF says of an address that sends (RFC 7208, section 2.6).', {
  NONE: 'The domain has no SPF record.',
  NEUTRAL: 'The record says nothing about the address.',
  PASS: 'The address may send.',
  FAIL: 'The address may not send.',
  SOFTFAIL: 'The address probably may not send.',
  TEMPERROR: 'DNS did not answer, so nobody can tell today.',
  PERMERROR: 'The record, or one that it includes, is broken: to receivers it is no record.',
});

describeEnum({ DkimKeyType }, 'The kind of a DKIM key.', {
  RSA: 'RSA, which every receiver checks.',
  ED25519: 'Ed25519 (RFC 8463), which not every receiver checks.',
});

describeEnum({ DmarcPolicy }, 'What a domain asks receivers to do with mail that fails DMARC.', {
  NONE: 'Nothing: they only report.',
  QUARANTINE: 'To treat it as suspicious, such as by the spam folder.',
  REJECT: 'Not to accept it.',
});

describeEnum({ DmarcResult }, 'Whether mail would pass DMARC.', {
  PASS: 'It would pass.',
  FAIL: 'It would fail.',
  NONE: 'The domain has no policy, so there is nothing to pass.',
  TEMPERROR: 'DNS did not answer, so nobody can tell today.',
});
