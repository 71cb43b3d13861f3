import { serversInAnswer } from '../../src/import/old-answer.js';
import { readOldServers } from '../../src/import/read-old-servers.js';

/** What is read of an answer of the old system, which is text or becomes JSON. */
export function read(answer: unknown) {
  const bytes = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  return readOldServers(serversInAnswer({ bytes, status: 200 }));
}
