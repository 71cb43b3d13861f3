import {
  type DnsAnswer,
  DnsFailure,
  type DnsFound,
  type DnsRecord,
  type RecordType,
  type Resolve,
} from './dns-answer.js';
import { dnsFailed } from './dns-failed.js';
import { nameKey } from './domain-name.js';

/** Resolvers follow aliases themselves, up to some length; this many times they are asked for the rest. */
const maxFurtherQuestions = 8;

/** Asks on for the target when an answer ends in an alias. An alias that leads back is part of the chain, and its end. */
export function followAliases(ask: Resolve): Resolve {
  return async <Type extends RecordType>(name: string, type: Type): Promise<DnsAnswer<Type>> => {
    const chain: DnsRecord<'CNAME'>[] = [];
    const owners = new Set<string>();
    let answer = await ask(name, type);
    for (let further = 0; answer.failure === null; further++) {
      for (const alias of answer.chain) {
        if (owners.has(nameKey(alias.name))) break;
        owners.add(nameKey(alias.name));
        chain.push(alias);
      }
      const target = targetToAsk(answer);
      if (target === null || owners.has(nameKey(target))) return { ...answer, chain };
      if (further === maxFurtherQuestions)
        return dnsFailed(
          DnsFailure.MALFORMED,
          'The resolver answers with one alias after the other, without an end.',
        );
      answer = await ask(target, type);
    }
    return answer;
  };
}

function targetToAsk({ nameExists, records, chain }: DnsFound): string | null {
  return nameExists && records.length === 0 ? (chain.at(-1)?.target ?? null) : null;
}
