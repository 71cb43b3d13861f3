import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requestFor } from '../../support/encodings.js';
import {
  createServer,
  numberNextServer,
  removeServers,
  restoreDocumentedInstallation,
} from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, postForm } from '../../support/wire.js';
import { noServers } from '../answers.js';
import { listRequest } from '../requests.js';
import { parseXml, xmlAt, xmlOf } from '../xml.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());
beforeEach(() => removeServers(app));

describe('R10: ResponseFormat', () => {
  it('R10: exactly XML answers XML', async () => {
    const { text, headers } = await ask(app, `/api.php?${formOf(listRequest(app))}&ResponseFormat=XML`);
    expect(headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(text).toContain('<response>');
  });

  it.each(['xml', 'Xml', ' XML', 'XML ', 'JSON', 'json', 'YAML', ''])(
    'R10: %j answers JSON',
    async (format) => {
      const { text, headers } = await postForm(app, formOf({ ...listRequest(app), ResponseFormat: format }));
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(text).toBe(noServers);
    },
  );

  it.each([[['XML']], [{ 0: 'XML' }], [true], [null]])(
    'R10: %j in JSON answers JSON',
    async (ResponseFormat) => {
      expect((await app.legacy({ ...listRequest(app), ResponseFormat })).text).toBe(noServers);
    },
  );

  it('R10: the name of the parameter is matched in any letter case', async () => {
    const { headers } = await ask(app, `/api.php?${formOf(listRequest(app))}&responseformat=XML`);
    expect(headers.get('content-type')).toBe('text/xml; charset=utf-8');
  });
});

describe('A11: an answer in XML', () => {
  it('A11: says what it is', async () => {
    const { status, headers, text } = await inXml({ Command: 'deliveryservers.get' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<response>/);
  });

  it('A11: has an element for each key, in order, scalars in CDATA', async () => {
    await numberNextServer(app, 123);
    const { text } = await inXml(requestFor('deliveryserver.create') as Record<string, string>);
    expect(text.replace(/^<\?xml[^>]*\?>\s*/, '').trim()).toBe(
      '<response><Success><![CDATA[1]]></Success><ErrorCode><![CDATA[0]]></ErrorCode><ErrorText><![CDATA[]]></ErrorText><DeliveryServerID><![CDATA[123]]></DeliveryServerID></response>',
    );
  });

  it('A11: has node_0, node_1 for the items of a list', async () => {
    const { text } = await inXml({ Command: 'deliveryserver.testresults' });
    const response = parseXml(text);
    const items = (name: string) => xmlAt(response, name).children.map((child) => [child.name, child.text]);
    expect(items('ErrorCode')).toEqual(['1', '2', '3', '4'].map((code, index) => [`node_${index}`, code]));
    expect(items('ErrorText')[1]).toEqual(['node_1', 'Missing test_results']);
    expect(xmlAt(response, 'Success').text).toBe('false');
  });

  it('A11: says the same as the answer in JSON, keys that cannot name an element escaped', async () => {
    await restoreDocumentedInstallation(app);
    const { body } = await app.legacy({ Command: 'deliveryservers.get' });
    const { text } = await inXml({ Command: 'deliveryservers.get' });
    expect(parseXml(text)).toEqual(xmlOf(body));
    expect(text).toContain('<DeliveryServers><node_123><DeliveryServerID>');
  });

  it('A11: has 1 for a Success that is true, and words for every other boolean', async () => {
    const id = await createServer(app, { SendMethodSMTPAuth: true });
    const response = parseXml((await inXml({ Command: 'deliveryservers.get' })).text);
    expect(xmlAt(response, 'Success').text).toBe('1');
    const server = xmlAt(response, 'DeliveryServers', `node_${id}`);
    expect(xmlAt(server, 'ConnectionParams', 'smtp_auth').text).toBe('true');
    expect(xmlAt(server, 'IsAllocated').text).toBe('false');
    const refusal = parseXml((await inXml({ Command: 'deliveryserver.create' })).text);
    expect(xmlAt(refusal, 'Success').text).toBe('false');
  });

  it('A11: leaves the element of what is null empty', async () => {
    const id = await createServer(app);
    const { text } = await inXml({ Command: 'deliveryservers.get' });
    const server = xmlAt(parseXml(text), 'DeliveryServers', `node_${id}`);
    expect(xmlAt(server, 'VerificationLastCheckedAt')).toMatchObject({ text: '', children: [] });
    expect(xmlAt(server, 'UserGroupAssignments').children).toEqual([]);
  });

  it.each([
    ['an unknown command', { Command: 'a<b>&"]]>' }, 400],
    ['a wrong key', { Command: 'deliveryservers.get', APIKey: 'wrong' }, 200],
    ['a refusal', { Command: 'deliveryserver.create' }, 200],
    ['an unknown command of control characters', { Command: '\0\x1b\u{1F600}\r' }, 400],
  ])('A11: is given for %s', async (_, parameters, status) => {
    const answer = await inXml(parameters);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const response = parseXml(answer.text);
    expect(response.name).toBe('response');
    expect(xmlAt(response, 'Success').text).toBe('false');
  });

  it('A11: lists the errors of an unknown command', async () => {
    const response = parseXml((await inXml({ Command: 'nope' })).text);
    expect(xmlAt(response, 'Errors', 'node_0', 'Code').text).toBe('100003');
  });

  it.each([
    ['the end of CDATA', ']]>'],
    ['many ends of CDATA', ']]]]>]]>>]]>]]&gt;'],
    ['the end of CDATA before a carriage return', ']]\r>]]>\r'],
    ['CR LF', 'one\r\ntwo\rthree\nfour'],
    ['a tab', 'a\tb\t'],
    ['an emoji', '🚀👩‍👩‍👧 é'],
    ['markup', '<b>&amp;</b><!-- --><?php ?><![CDATA[x]]>'],
    ['quotes', `"'`],
    ['line separators', 'a\u0085b\u2028c\u2029d'],
    ['spaces around', '  x  '],
  ])('A11: is well-formed and true when the data holds %s', async (_, value) => {
    const id = await createServer(app, {
      DeliveryServerName: value.trim() === value ? value : `[${value}]`,
      // A user name is one line.
      SendMethodSMTPUsername: `user ${value.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '')}`,
      SendMethodSMTPPassword: `password ${value}`,
    });
    const server = xmlAt(
      parseXml((await inXml({ Command: 'deliveryservers.get' })).text),
      'DeliveryServers',
      `node_${id}`,
    );
    expect(xmlAt(server, 'Name').text).toBe(value.trim() === value ? value : `[${value}]`);
    expect(xmlAt(server, 'ConnectionParams', 'smtp_username').text).toBe(
      `user ${value.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '')}`,
    );
    expect(xmlAt(server, 'ConnectionParams', 'smtp_password').text).toBe(`password ${value}`);
  });

  it('A11: shows what no XML can hold as U+FFFD', async () => {
    const id = await createServer(app, { SendMethodSMTPPassword: 'a\0b\x1bc\uffffd\u{1F511}' });
    const server = xmlAt(
      parseXml((await inXml({ Command: 'deliveryservers.get' })).text),
      'DeliveryServers',
      `node_${id}`,
    );
    expect(xmlAt(server, 'ConnectionParams', 'smtp_password').text).toBe('a\ufffdb\ufffdc\ufffdd\u{1F511}');
  });
});

function inXml(parameters: Record<string, string>) {
  return postForm(app, formOf({ APIKey: app.adminKey, ...parameters, ResponseFormat: 'XML' }));
}
