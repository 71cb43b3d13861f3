import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { absentNeeds, programs } from '../clients/programs.js';
import { administrator, runProgram, smtpPassword } from '../clients/run-program.js';
import { browserPath, launchBrowser } from '../http/playground/browser.js';
import { chooseExample, connect, expectAnswer, expectStatus } from '../http/playground/page.js';
import { startPlayground } from '../http/playground/playground-app.js';
import { createServer } from '../support/servers.js';
import type { TestApp } from '../support/test-app.js';
import { ask, begin, type Question } from './https.js';
import { largeServer } from './large-server.js';
import { proxies } from './proxies.js';
import { type StartedProxy, startProxy } from './started-proxy.js';

const cases = proxies.flatMap((proxy) =>
  (['kept', 'taken away'] as const).map((path) => ({ ...proxy, path })),
);

describe.each(cases)('behind $kind.name, with its path $path', ({ kind, program, path }) => {
  if (program === null) return it.skip(`cannot be tried without ${kind.name}, absent here`);

  let app: TestApp;
  let proxy: StartedProxy;

  beforeAll(async () => {
    app = await startPlayground({ basePath: '/gateway', administrator });
    app.transcript.guard('SMTP password', smtpPassword);
    proxy = await startProxy(kind, program, [app.url], path);
  });
  afterAll(async () => {
    await proxy?.stop();
    await app?.stop();
  });

  const question = (more: Partial<Question> = {}): Question => ({
    ca: proxy.certificate.text,
    ...more,
    headers: { authorization: `Bearer ${app.adminKey}`, 'content-type': 'application/json', ...more.headers },
  });

  it.skipIf(browserPath === undefined)('the playground asks and subscribes', async () => {
    const browser = await launchBrowser(proxy);
    try {
      const page = await browser.openPage();
      expect(page.url()).toBe(`${proxy.url}/playground/`);
      expect(await page.evaluate('performance.getEntriesByType("navigation")[0].nextHopProtocol')).toBe('h2');
      await connect(page, app.adminKey);
      await expectStatus(page, 'Connected');
      await page.getByRole('button', { name: 'Execute query' }).click();
      await expectAnswer(page, '"smtp.example.com"');

      const socket = page.waitForEvent('websocket');
      await chooseExample(page, 'Follow delivery servers');
      await page.keyboard.press('Control+Enter');
      await expectAnswer(page, 'Events appear here as they happen');
      expect((await socket).url()).toBe(`${proxy.url.replace('https', 'wss')}/graphql`);
      await subscribed(app);
      await createServer(app, { DeliveryServerName: 'Made meanwhile' });
      await expectAnswer(page, '"Made meanwhile"');
      expect([browser.complaints, browser.foreignRequests()]).toEqual([[], []]);
    } finally {
      await browser.close();
    }
  });

  it('a browser is led to the playground', async () => {
    const led: unknown[] = [];
    for (const place of ['/', '/graphql', '/playground']) {
      const { headers } = await ask(proxy.url + place, question({ headers: { accept: 'text/html' } }));
      led.push(headers.location);
    }
    expect(led).toEqual(Array(3).fill('/gateway/playground/'));
  });

  const old = programs.filter(({ file }) =>
    ['curl-urlencoded.sh', 'python-urllib.py', 'node-json.mjs'].includes(file),
  );
  it.each(old)('the old client $file does its work', async (client) => {
    if (absentNeeds(client).length > 0) return;
    const { url, certificate } = proxy;
    const gateway = { ...app, url, certificatePath: certificate.path };
    const summary = await runProgram(client, gateway);
    expect(summary).toMatchObject({ created: { DeliveryServerID: String(summary.id) }, left: '' });
  });

  it('events of a stream come as they happen', async () => {
    const query = 'subscription { deliveryServerChanged { deliveryServer { name } } }';
    const headers = { accept: 'text/event-stream' };
    const stream = await begin(
      `${proxy.url}/graphql/stream`,
      question({ headers, body: JSON.stringify({ query }) }),
    );
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await subscribed(app);
    let come = '';
    stream.on('data', (chunk) => (come += chunk));
    for (const name of ['First', 'Second', 'Third']) {
      await createServer(app, { DeliveryServerName: name });
      await expect.poll(() => come, { interval: 20 }).toContain(`"${name}"`);
    }
    stream.destroy();
  });

  it('tells the addresses of clients, whatever they say themselves', async () => {
    const query = `mutation { signIn(input: { username: "nobody", password: "wrong" }) { userErrors { code } } }`;
    const signIn = (localAddress: string, forwarded: string) =>
      ask(`${proxy.url}/graphql`, {
        ca: proxy.certificate.text,
        localAddress,
        headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
        body: JSON.stringify({ query }),
      }).then(({ status }) => status);
    let number = 0;
    await expect.poll(() => signIn('127.0.0.2', `192.0.2.${number++ % 200}`), { interval: 1 }).toBe(429);
    expect(await signIn('127.0.0.3', '127.0.0.2')).toBe(200);
  });

  it('takes bodies of 2 MB, and hands on what the gateway says of larger ones', async () => {
    const create = (settings: string) =>
      ask(`${proxy.url}/graphql`, question({ body: JSON.stringify(largeServer(settings)) }));
    const taken = await create('x'.repeat(1_900_000));
    expect(JSON.parse(taken.text).data.deliveryServerCreate.userErrors).toEqual([]);
    const refused = await create('x'.repeat(2_200_000));
    expect([refused.status, JSON.parse(refused.text).errors[0].extensions.code]).toEqual([
      413,
      'BAD_REQUEST',
    ]);
  });
});

/** Waits until somebody has subscribed since the last time. */
async function subscribed({ log }: TestApp): Promise<void> {
  await expect.poll(() => log.some(({ msg }) => msg === 'subscription'), { interval: 20 }).toBe(true);
  log.length = 0;
}
