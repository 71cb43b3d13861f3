import { describe, expect, it } from 'vitest';
import { json } from './malformed-requests.js';
import { app, ask, expectTidy, useTidyApp } from './tidy-answers.js';
import { unexpectedErrors } from './unexpected-errors.js';

useTidyApp();

describe('/api.php', () => {
  it.each<[string, string]>([
    ['names of the prototype', '{"__proto__":{"Command":"x"},"constructor":1,"toString":2}'],
    ['a command that is an object', '{"Command":{"a":1}}'],
    ['a command of 500,000 characters', `{"Command":"${'x'.repeat(500_000)}"}`],
    ['half a character', '{"Command":"\\ud800"}'],
    ['nesting 100,000 deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['an object that nests 50,000 deep', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['100,000 fields', `{${Array.from({ length: 60_000 }, (_, i) => `"f${i}":1`).join()}}`],
  ])('answers %s in JSON with a code of the protocol', async (_, body) => {
    const answer = await ask('/api.php', { method: 'POST', headers: json, body });
    expectTidy(answer);
    expect(answer.status).toBeLessThan(500);
    expect(JSON.parse(answer.text)).toMatchObject({ Success: false, ErrorCode: expect.any(Number) });
    expect(unexpectedErrors(app)).toEqual([]);
  });

  it.each<[string, (key: string) => object]>([
    ['lists for every parameter', (key) => parametersOf(key, [1, 2])],
    ['objects for every parameter', (key) => parametersOf(key, { a: { b: 1 } })],
    ['huge numbers for every parameter', (key) => parametersOf(key, 1e308)],
    ['control characters for every parameter', (key) => parametersOf(key, '\u0000\u0007\u001b[31m')],
    ['text beyond the basic plane for every parameter', (key) => parametersOf(key, '😀'.repeat(1_000))],
    ['text that looks like SQL for every parameter', (key) => parametersOf(key, `'; DROP TABLE x; -- \\`)],
    ['words of PHP for every parameter', (key) => parametersOf(key, 'O:8:"stdClass":0:{}')],
  ])('answers %s with codes of the command', async (_, parameters) => {
    for (const Command of [
      'deliveryserver.create',
      'deliveryserver.update',
      'deliveryserver.testresults',
      'deliveryservers.delete',
    ]) {
      const answer = await ask('/api.php', {
        method: 'POST',
        headers: { ...json, authorization: `Bearer ${app.adminKey}` },
        body: JSON.stringify({ ...parameters(app.adminKey), Command }),
      });
      expectTidy(answer);
      expect([Command, answer.status]).toEqual([Command, 200]);
    }
    expect(unexpectedErrors(app)).toEqual([]);
  });
});

function parametersOf(key: string, value: unknown): object {
  const names = [
    'DeliveryServerID',
    'DeliveryServerName',
    'SendMethodSMTPHost',
    'SendMethodSMTPPort',
    'SendMethodSMTPSecure',
    'SendMethodSMTPTimeout',
    'SendMethodSMTPAuth',
    'SendMethodSMTPUsername',
    'SendMethodSMTPPassword',
    'DomainSettings_LinkTracking',
    'DomainSettings_OpenTracking',
    'DomainSettings_MFrom',
    'DomainSettings_EnforcedFrom',
    'SenderInfoAsMFrom',
    'SenderRotationSettings',
    'TestResults',
    'LastCheckedAt',
  ];
  return { APIKey: key, ...Object.fromEntries(names.map((name) => [name, value])) };
}
