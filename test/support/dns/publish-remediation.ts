import { parseZone } from 'dnsz';
import type { RecordType } from '../../../src/verification/dns/dns-answer.js';
import type { Remediation } from '../../../src/verification/finding.js';
import type { Zone, ZoneRecord } from './zone.js';

/**
 * The zone after somebody did what a finding says: its zone-file line, read by a parser that is not ours, in place of what
 * is there of its type. An alias takes the place of everything at its name, and everything takes the place of an alias, as
 * there can be nothing beside one. A trouble of every type stays.
 */
export function publishRemediation(zone: Zone, remediation: Remediation): Zone {
  const { host, record } = parseZoneLine(remediation.zoneLine);
  if (host !== remediation.host.toLowerCase() || record[0] !== remediation.recordType)
    throw new Error(`The zone line is not about ${remediation.recordType} at ${remediation.host}.`);
  if (textOf(record) !== remediation.value)
    throw new Error(`The zone line says ${textOf(record)}, the value is ${remediation.value}.`);
  const others = Object.entries(zone).filter(([name]) => name.toLowerCase() !== host);
  const there = Object.entries(zone).flatMap(([name, records]) =>
    name.toLowerCase() === host ? records : [],
  );
  const isReplaced = (type: string) => type === record[0] || type === 'CNAME' || record[0] === 'CNAME';
  const kept = there.filter((entry) => !Array.isArray(entry) || !isReplaced(entry[0]));
  return { ...Object.fromEntries(others), [host]: [...kept, record] };
}

/** One line of a zone file as the scripted server takes it. Throws when it is not exactly one record with a name of its own. */
export function parseZoneLine(line: string): { host: string; record: ZoneRecord } {
  const { records } = parseZone(`$ORIGIN not-absolute.test.\n${line}\n`);
  const [record] = records;
  if (record === undefined || records.length > 1 || record.comment !== null)
    throw new Error(`A parser of zone files does not read one record here: ${line}`);
  return { host: withoutEscapes(record.name), record: recordFrom(record.type as RecordType, record.content) };
}

function recordFrom(type: RecordType, content: string): ZoneRecord {
  switch (type) {
    case 'TXT':
      return [type, ...stringsFrom(content)];
    case 'MX': {
      const [preference, exchange = ''] = content.split(/\s+/);
      return [type, Number(preference), nameFrom(exchange)];
    }
    case 'A':
    case 'AAAA':
      return [type, content];
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return [type, nameFrom(content)];
    default:
      throw new Error(`Nothing publishes records of type ${type satisfies never}.`);
  }
}

function stringsFrom(content: string): string[] {
  const quoted = /"((?:[^"\\]|\\.)*)"/g;
  if (content.replace(quoted, '').trim() !== '')
    throw new Error(`Something of this stands outside quotes: ${content}`);
  const strings = [...content.matchAll(quoted)].map(([, text = '']) => withoutEscapes(text));
  const long = strings.find((text) => text.length > 255);
  if (long !== undefined) throw new Error(`A string has ${long.length} octets.`);
  return strings;
}

function nameFrom(name: string): string {
  if (!name.endsWith('.')) throw new Error(`The name ${name} is not absolute.`);
  return withoutEscapes(name.slice(0, -1));
}

/** RFC 1035, section 5.1: `\DDD` is the octet of that number, `\X` is X. */
function withoutEscapes(text: string): string {
  return text.replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
    escaped.length === 3 ? String.fromCharCode(Number(escaped)) : escaped,
  );
}

function textOf([type, ...values]: ZoneRecord): string {
  return values.join(type === 'TXT' ? '' : ' ');
}
