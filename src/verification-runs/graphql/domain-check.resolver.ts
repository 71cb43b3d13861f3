import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { DnsRecord as DnsRecordData } from '../../verification/dns/dns-answer.js';
import { DnsRecord } from './check-facts.type.js';
import { DomainCheck } from './check-result.type.js';

@Resolver(() => DomainCheck)
export class DomainCheckResolver {
  @FieldResolver(() => [DnsRecord], {
    description: 'The aliases on the way, in their order, and the addresses at its end.',
  })
  chain(@Root() { chain }: DomainCheck): DnsRecord[] {
    return chain.map((record) => ({
      name: record.name,
      type: record.type,
      ttlSeconds: record.ttlSeconds,
      value: contentOf(record),
    }));
  }
}

function contentOf(record: DnsRecordData): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return record.target;
    case 'MX':
      return `${record.preference} ${record.exchange}`;
    case 'TXT':
      return record.strings.join('');
    default:
      return record satisfies never;
  }
}
