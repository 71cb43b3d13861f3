import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer } from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { absentNeeds, programs } from './programs.js';
import { administrator, runProgram, smtpPassword } from './run-program.js';

const serverCount = 250;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ administrator });
  app.transcript.guard('SMTP password', smtpPassword);
  for (let number = 1; number <= serverCount; number += 1) {
    await createServer(app, { DeliveryServerName: `Relay ${number}` });
  }
});
afterAll(() => app?.stop());

describe('a list too long to be sent whole', () => {
  // One of each way to read an answer: by its chunks, to the end of the connection, by a stream, by an XML parser.
  const files = [
    'curl-query-string.sh',
    'php-http-1-0.php',
    'php-stream.php',
    'php-xml.php',
    'python-json.py',
    'node-socket.mjs',
  ];

  for (const program of programs.filter(({ file }) => files.includes(file))) {
    const { file, format } = program;
    const absent = absentNeeds(program);
    if (absent.length > 0) {
      it.skip(`cannot be read by ${file} without ${absent.join(' and ')}, absent here`);
      continue;
    }

    it(`reaches ${file} to its last byte`, async () => {
      const expected = await listOfServers(format === 'xml' ? 'XML' : 'JSON');
      expect(expected.length).toBeGreaterThan(2 * 65_536);

      const { list, left } = await runProgram(program, app);
      expect(list.length).toBe(expected.length);
      expect(list === expected).toBe(true);
      expect(left).toBe('');
    });
  }
});

async function listOfServers(format: 'JSON' | 'XML'): Promise<string> {
  const query = new URLSearchParams({
    Command: 'deliveryservers.get',
    APIKey: app.adminKey,
    ResponseFormat: format,
  });
  return (await fetch(`${app.url}/api.php?${query}`)).text();
}
