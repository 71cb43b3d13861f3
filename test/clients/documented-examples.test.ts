import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages, textOf } from '../structure/documents.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { isAbsent } from './programs.js';

const run = promisify(execFile);

interface Example {
  page: string;
  command: string;
  /** The block that follows; null when there is none. */
  answer: string | null;
}

/** Every block that sends a request with curl, the README's first: the others speak of the server that it creates. */
const examples = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```bash\n(curl [\s\S]*?)^```$(?:\n+```json\n([\s\S]*?)^```$)?/gm)].map(
    ([, command = '', answer = null]): Example => ({ page, command, answer }),
  ),
);

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('a documented request', () => {
  it('is in several pages', () => {
    expect(examples.length).toBeGreaterThan(4);
  });

  it('has its answer beside it, but for a stream, which does not end', () => {
    const unanswered = examples.filter(
      ({ command, answer }) => answer === null && !/^curl -N /.test(command),
    );
    expect(unanswered).toEqual([]);
  });

  it.skipIf(isAbsent('curl'))('gets the documented answer, one after the other', async () => {
    for (const { command, answer } of examples) {
      if (answer === null) continue;
      const here = command.replace('http://127.0.0.1:4000', app.url);
      const { stdout } = await run('sh', ['-c', here], {
        env: { PATH: process.env.PATH, KEY: app.adminKey },
        timeout: 30_000,
      });
      expect(comparable(stdout), command).toEqual(comparable(answer));
    }
  });
});

/** Byte for byte, but for what is left of a minute, which depends on what was sent in it. */
function comparable(answer: string): string {
  return answer.trim().replace(/"remaining":\d+/, '"remaining":0');
}
