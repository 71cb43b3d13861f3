import { FindingCode } from '../../../src/verification/finding-code.js';
import type { Zone, ZoneEntry } from '../../support/dns/zone.js';

/** A zone, and what the check says of mail from `news@shop.test`, or of another. */
export interface CheckCase {
  configuration: string;
  zone: Zone;
  from?: string | null;
  mailFrom?: string;
  status: 'PASS' | 'WARN' | 'FAIL' | 'ERROR';
  /** All of them, in order. */
  codes: FindingCode[];
  /** What is to be published, with the host before it. */
  remediations?: string[];
}

export const txt = (text: string): ZoneEntry => ['TXT', text];
const reject = [txt('v=DMARC1; p=reject')];
/** As nobody said which addresses send or by which keys they sign, no case can tell whether mail passes. */
const unknown = FindingCode.DMARC_FORECAST_UNKNOWN;

const record = (text: string): Zone => ({ '_dmarc.shop.test': [txt(text)] });

export const checkCases: readonly CheckCase[] = [
  {
    configuration: 'no record',
    zone: {},
    status: 'FAIL',
    codes: [FindingCode.DMARC_RECORD_MISSING],
    remediations: ['_dmarc.shop.test v=DMARC1; p=none'],
  },
  {
    configuration: 'no record for a name below: one for the whole organization',
    zone: {},
    from: 'news@mail.shop.test',
    status: 'FAIL',
    codes: [FindingCode.DMARC_RECORD_MISSING],
    remediations: ['_dmarc.shop.test v=DMARC1; p=none'],
  },
  {
    configuration: 'a stray text and no record',
    zone: record('hello'),
    status: 'FAIL',
    codes: [FindingCode.DMARC_RECORD_MISSING],
    remediations: ['_dmarc.shop.test v=DMARC1; p=none'],
  },
  {
    configuration: 'nothing at a name below: inherited',
    zone: { '_dmarc.shop.test': reject },
    from: 'a@news.shop.test',
    status: 'WARN',
    codes: [unknown],
  },
  {
    configuration: 'a stray text at a name below: inherited',
    zone: { '_dmarc.shop.test': reject, '_dmarc.news.shop.test': [txt('hello')] },
    from: 'a@news.shop.test',
    status: 'WARN',
    codes: [unknown],
  },
  {
    configuration:
      'a text at a name below that was meant as a record: inherited, and no second record is proposed',
    zone: { '_dmarc.shop.test': reject, '_dmarc.news.shop.test': [txt('v=DMARC1 p=none')] },
    from: 'a@news.shop.test',
    status: 'WARN',
    codes: [FindingCode.DMARC_RECORD_MALFORMED, unknown],
  },
  {
    configuration: 'two records',
    zone: {
      '_dmarc.shop.test': [txt('v=DMARC1; p=none; rua=mailto:a@shop.test'), txt('v=DMARC1; p=quarantine')],
    },
    status: 'FAIL',
    codes: [FindingCode.DMARC_MULTIPLE_RECORDS],
    remediations: ['_dmarc.shop.test v=DMARC1; p=quarantine'],
  },
  {
    configuration: 'two records that say nothing valid',
    zone: { '_dmarc.shop.test': [txt('v=DMARC1; p=rejct'), txt('v=DMARC1; x')] },
    status: 'FAIL',
    codes: [FindingCode.DMARC_MULTIPLE_RECORDS],
    remediations: ['_dmarc.shop.test v=DMARC1; p=none'],
  },
  {
    configuration: 'two records at a name below a policy: readers of RFC 7489 look no further',
    zone: {
      '_dmarc.shop.test': reject,
      '_dmarc.news.shop.test': [txt('v=DMARC1; p=none'), txt('v=DMARC1; p=none;')],
    },
    from: 'a@news.shop.test',
    status: 'FAIL',
    codes: [FindingCode.DMARC_MULTIPLE_RECORDS, FindingCode.DMARC_READERS_DISAGREE, unknown],
    remediations: ['_dmarc.news.shop.test v=DMARC1; p=none'],
  },
  ...[
    'v=dmarc1; p=reject',
    'v=DMARC1 p=reject',
    '"v=DMARC1; p=reject"',
    'p=reject; v=DMARC1',
    'v=DMARC1; p=reject; p=none',
  ].map(
    (text): CheckCase => ({
      configuration: `a text that was meant as a record: ${text}`,
      zone: record(text),
      status: 'FAIL',
      codes: [FindingCode.DMARC_RECORD_MALFORMED],
      remediations: ['_dmarc.shop.test v=DMARC1; p=reject'],
    }),
  ),
  {
    configuration: 'a record, and a text beside it that was meant as one',
    zone: { '_dmarc.shop.test': [txt('v=dmarc1; p=none'), ...reject] },
    status: 'WARN',
    codes: [FindingCode.DMARC_RECORD_MALFORMED, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject'],
  },
  {
    configuration: 'parts that receivers ignore',
    zone: record(' v=DMARC1; p=reject; adkim=strict; rua=a@shop.test; what'),
    status: 'WARN',
    codes: [FindingCode.DMARC_RECORD_MALFORMED, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject; adkim=s; rua=mailto:a@shop.test'],
  },
  {
    configuration: 'an invalid policy without an address',
    zone: record('v=DMARC1; p=rejected; adkim=s'),
    status: 'FAIL',
    codes: [FindingCode.DMARC_POLICY_INVALID],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject; adkim=s'],
  },
  {
    configuration: 'an invalid policy with an address',
    zone: record('v=DMARC1; p=reject; sp=; rua=mailto:a@shop.test'),
    status: 'WARN',
    codes: [FindingCode.DMARC_POLICY_INVALID, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject; rua=mailto:a@shop.test'],
  },
  {
    configuration: 'no policy, with an address',
    zone: record('v=DMARC1; rua=mailto:a@shop.test'),
    status: 'WARN',
    codes: [FindingCode.DMARC_POLICY_INVALID, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=none; rua=mailto:a@shop.test'],
  },
  {
    configuration: 'a test',
    zone: record('v=DMARC1; p=reject; t=y; fo=1'),
    status: 'WARN',
    codes: [FindingCode.DMARC_TESTING, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject; fo=1'],
  },
  {
    configuration: 'tags of RFC 7489',
    zone: record('v=DMARC1; p=reject; pct=20; ri=3600'),
    status: 'WARN',
    codes: [FindingCode.DMARC_TAG_OBSOLETE, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject'],
  },
  {
    configuration: 'tags of nobody',
    zone: record('v=DMARC1; p=reject; color=blue'),
    status: 'WARN',
    codes: [FindingCode.DMARC_TAG_UNKNOWN, unknown],
  },
  {
    configuration: 'sp in the own record of a name below',
    zone: {
      '_dmarc.shop.test': reject,
      '_dmarc.news.shop.test': [txt('v=DMARC1; p=reject; sp=none; np=none')],
    },
    from: 'a@news.shop.test',
    status: 'WARN',
    codes: [FindingCode.DMARC_SUBDOMAIN_POLICY_IGNORED, unknown],
    remediations: ['_dmarc.news.shop.test v=DMARC1; p=reject'],
  },
  {
    configuration: 'sp in the only record, which is that of a name below',
    zone: { '_dmarc.news.shop.test': [txt('v=DMARC1; p=reject; sp=none')] },
    from: 'a@news.shop.test',
    status: 'WARN',
    codes: [FindingCode.DMARC_SUBDOMAIN_POLICY_IGNORED, unknown],
    remediations: ['_dmarc.news.shop.test v=DMARC1; p=reject'],
  },
  {
    configuration: 'sp in the record of the organization',
    zone: record('v=DMARC1; p=reject; sp=none'),
    status: 'WARN',
    codes: [unknown],
  },
  {
    configuration: 'an alias and a text',
    zone: {
      '_dmarc.shop.test': [['CNAME', '_dmarc.vendor.test'], ...reject],
      '_dmarc.vendor.test': [txt('v=DMARC1; p=none')],
    },
    status: 'WARN',
    codes: [FindingCode.DMARC_ALIAS_AND_TEXT, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject'],
  },
  {
    configuration: 'an alias to nowhere and a text',
    zone: { '_dmarc.shop.test': [['CNAME', 'gone.test'], ...reject] },
    status: 'WARN',
    codes: [FindingCode.DMARC_ALIAS_AND_TEXT, unknown],
    remediations: ['_dmarc.shop.test v=DMARC1; p=reject'],
  },
  {
    configuration: 'an alias to a record, and a stray text',
    zone: { '_dmarc.shop.test': [['CNAME', '_dmarc.vendor.test'], txt('x')], '_dmarc.vendor.test': reject },
    status: 'WARN',
    codes: [FindingCode.DMARC_ALIAS_AND_TEXT, unknown],
    remediations: ['_dmarc.shop.test _dmarc.vendor.test'],
  },
  {
    configuration: 'only an alias to a record',
    zone: { '_dmarc.shop.test': [['CNAME', '_dmarc.vendor.test']], '_dmarc.vendor.test': reject },
    status: 'WARN',
    codes: [unknown],
  },
  {
    configuration: 'reports to the organization itself',
    zone: {
      '_dmarc.shop.test': reject,
      '_dmarc.news.shop.test': [
        txt('v=DMARC1; p=reject; rua=mailto:a@shop.test,mailto:b@mail.shop.test, mailto:c@news.shop.test'),
      ],
    },
    from: 'a@news.shop.test',
    status: 'WARN',
    codes: [unknown],
  },
  {
    configuration: 'reports to others, of whom one takes them',
    zone: {
      ...record(
        'v=DMARC1; p=reject; rua=mailto:a@vendor.test,mailto:b@mail.vendor.test; ruf=mailto:c@third.test?subject=x',
      ),
      'shop.test._report._dmarc.mail.vendor.test': [txt('v=DMARC1')],
    },
    status: 'WARN',
    codes: [FindingCode.DMARC_REPORTS_NOT_AUTHORIZED, FindingCode.DMARC_REPORTS_NOT_AUTHORIZED, unknown],
    remediations: [
      'shop.test._report._dmarc.vendor.test v=DMARC1',
      'shop.test._report._dmarc.third.test v=DMARC1',
    ],
  },
  {
    configuration: 'reports of an inherited policy go by the domain of that',
    zone: record('v=DMARC1; p=reject; rua=mailto:a@vendor.test'),
    from: 'a@news.shop.test',
    status: 'WARN',
    codes: [FindingCode.DMARC_REPORTS_NOT_AUTHORIZED, unknown],
    remediations: ['shop.test._report._dmarc.vendor.test v=DMARC1'],
  },
  {
    configuration: 'a record between the domain and the listed organization: only RFC 9989 finds it',
    zone: { '_dmarc.b.shop.test': reject },
    from: 'a@a.b.shop.test',
    status: 'WARN',
    codes: [FindingCode.DMARC_READERS_DISAGREE, unknown],
  },
  {
    configuration: 'a record of the public suffix without a policy counts for nothing',
    zone: { '_dmarc.test': [txt('v=DMARC1; psd=y')] },
    from: 'a@news.shop.test',
    status: 'FAIL',
    codes: [FindingCode.DMARC_RECORD_MISSING],
    remediations: ['_dmarc.shop.test v=DMARC1; p=none'],
  },
  {
    configuration: 'messages with From addresses of their own',
    zone: { '_dmarc.shop.test': reject },
    from: null,
    mailFrom: 'bounce@shop.test',
    status: 'WARN',
    codes: [FindingCode.DMARC_FROM_UNKNOWN, unknown],
  },
  {
    configuration: 'no answer at the domain',
    zone: { '_dmarc.shop.test': ['SERVFAIL'] },
    status: 'ERROR',
    codes: [FindingCode.DNS_SERVER_FAILURE],
  },
  {
    configuration: 'no answer above a domain without a record',
    zone: { '_dmarc.test': ['REFUSED'] },
    status: 'ERROR',
    codes: [FindingCode.DNS_REFUSED],
  },
  {
    configuration: 'no answer above a domain with a record',
    zone: { '_dmarc.shop.test': reject, '_dmarc.test': ['REFUSED'] },
    status: 'WARN',
    codes: [FindingCode.DNS_REFUSED, unknown],
  },
  {
    configuration: 'no answer whether somebody takes the reports',
    zone: {
      ...record('v=DMARC1; p=reject; rua=mailto:a@vendor.test'),
      'shop.test._report._dmarc.vendor.test': ['SERVFAIL'],
    },
    status: 'WARN',
    codes: [FindingCode.DNS_SERVER_FAILURE, unknown],
  },
];
