import type { RecordType, Resolve } from '../../src/verification/dns/dns-answer.js';

/** Asks by our `resolve`, and answers texts as `node:dns` would: for other libraries. */
export function nodeAnswerFrom(resolve: Resolve) {
  return async (name: string, type: string): Promise<string[][]> => {
    const answer = await resolve(name, type as RecordType);
    if (answer.failure !== null) throw Object.assign(new Error(answer.message), { code: 'ESERVFAIL' });
    if (!answer.nameExists) throw Object.assign(new Error('There is no such name.'), { code: 'ENOTFOUND' });
    if (answer.records.length === 0) throw Object.assign(new Error('There is none.'), { code: 'ENODATA' });
    return answer.records.map((record) => ('strings' in record ? [...record.strings] : []));
  };
}
