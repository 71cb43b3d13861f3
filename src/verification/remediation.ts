import type { RecordType } from './dns/dns-answer.js';
import type { Remediation } from './finding.js';
import { escapeOctets } from './printable-text.js';

const ttlSeconds = 3_600;
/** Of one string in a TXT record, in octets. */
const maxStringLength = 255;

/**
 * A record to publish, with its line for a zone file (RFC 1035, section 5.1): absolute names, and texts in strings of up to
 * 255 octets.
 * @param record the value as providers' forms take it: a text without quotes, a name without a dot at its end, `10 mx.test`
 */
export function remediationOf(record: Omit<Remediation, 'zoneLine'>): Remediation {
  const { host, recordType, value } = record;
  const zoneLine = `${absoluteName(host)} ${ttlSeconds} IN ${recordType} ${zoneValue(recordType, value)}`;
  return { ...record, zoneLine };
}

/** A text in the strings that a TXT record holds it in. */
export function stringsOf(text: string): string[] {
  const strings = text.match(new RegExp(`[^]{1,${maxStringLength}}`, 'g'));
  return strings ?? [''];
}

function zoneValue(recordType: RecordType, value: string): string {
  switch (recordType) {
    case 'TXT':
      return stringsOf(value)
        .map((text) => `"${escapeOctets(text.replace(/["\\]/g, '\\$&'))}"`)
        .join(' ');
    case 'MX': {
      const [preference = '', exchange = ''] = value.split(' ');
      return `${preference} ${absoluteName(exchange)}`;
    }
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return absoluteName(value);
    case 'A':
    case 'AAAA':
      return value;
    default:
      return unknownType(recordType);
  }
}

/** What means something in a zone file is escaped, but for the dots between labels. */
function absoluteName(name: string): string {
  return `${escapeOctets(name.replace(/["\\();@$ ]/g, '\\$&'))}.`;
}

function unknownType(recordType: never): never {
  throw new Error(`There is no zone line for records of type ${recordType}.`);
}
