import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserPath, launchChromium } from '../../http/playground/browser.js';
import { createServer } from '../../support/servers.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { BundledPages } from './bundled-pages.js';
import { snippetsOf } from './snippets.js';
import { Workbench } from './workbench.js';

const programs = {
  'apollo-client': 'apollo-client/client.ts',
  urql: 'urql/client.ts',
  'event-stream': 'event-stream/client.ts',
  'plain-fetch': 'browser/plain-fetch.ts',
  explorer: 'browser/explorer.ts',
};
const names = Object.keys(programs);
const textOf = (name: string) => readFileSync(resolve(import.meta.dirname, 'programs', name), 'utf8');

describe.skipIf(browserPath === undefined)('a page of another origin, in a browser', () => {
  let pages: BundledPages;
  let app: TestApp;
  let closed: TestApp;
  let workbench: Workbench;
  let browser: Browser;
  let page: Page;
  /** The gateway is at 127.0.0.1, and a browser takes these to be other hosts. */
  let origin: string;
  let unlisted: string;

  beforeAll(async () => {
    pages = await BundledPages.listen();
    origin = `http://localhost:${pages.port}`;
    unlisted = `http://elsewhere.localhost:${pages.port}`;
    app = await startTestApp({ corsOrigins: [origin], playgroundDirectory: import.meta.dirname });
    closed = await startTestApp();
    app.transcript.guard('SMTP password', 'a-password-of-a-generated-client');
    workbench = await Workbench.create({
      ...Object.fromEntries(
        snippetsOf('clients.md').map(({ title, text }) => [title.replace(/^ts /, ''), text]),
      ),
      ...Object.fromEntries(['job.ts', 'cached.ts'].map((name) => [`src/${name}`, textOf(name)])),
      ...Object.fromEntries(
        Object.entries(programs).map(([name, path]) => [`src/run-${name}.ts`, textOf(path)]),
      ),
    });
    await pages.bundle(workbench.directory, names, {
      GATEWAY_URL: app.url,
      GATEWAY_API_KEY: app.adminKey,
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    pages?.close();
    await workbench?.dispose();
    await closed?.stop();
    await app?.stop();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    app.log.length = 0;
  });
  afterEach(() => page.close());

  it.each(['apollo-client', 'urql'])(
    'reads, writes and subscribes with the settings for %s',
    async (name) => {
      const running = pages.run(page, origin, name);
      // The program may have made its changes before its subscription is open.
      const ended = running.then(
        () => true,
        () => true,
      );
      do await createServer(app);
      while (!(await Promise.race([ended, sleep(200, false)])));
      expect(await running).toMatchObject({
        kept: { viewer: { kind: 'API_KEY' } },
        renamed: 'Renamed',
        assigned: [1, 2, 1, 0],
        heard: expect.stringMatching(/^(CREATED|UPDATED)$/),
      });
    },
  );

  it('hears server-sent events', async () => {
    const data = { deliveryServerChanged: { kind: 'CREATED', deliveryServer: { name: 'Streamed' } } };
    expect(await pages.run(page, origin, 'event-stream')).toEqual([{ data }, { data }]);
  });

  it('reads the schema and subscribes, as an explorer does', async () => {
    expect(await pages.run(page, origin, 'explorer')).toEqual({
      subscription: 'Subscription',
      heard: { data: { deliveryServerChanged: { kind: 'CREATED' } } },
    });
  });

  it('uses both interfaces with fetch alone, and reads the headers of answers', async () => {
    expect(await pages.run(page, origin, 'plain-fetch')).toEqual({
      viewer: { kind: 'API_KEY' },
      cost: 'object',
      readable: [
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
        'ratelimit-policy',
        'x-request-id',
      ],
      created: { name: 'Fetched' },
      waits: true,
      listed: true,
      isMadeOnce: true,
    });
  });

  it.each(names)('gets nothing when it is not listed: %s', async (name) => {
    await expect(pages.run(page, unlisted, name)).rejects.toThrow();
    const operations = app.log.filter(({ method, status }) => method !== 'OPTIONS' && status === 200);
    expect(operations).toEqual([]);
  });

  const places = [
    ['that is not listed', () => unlisted, () => app],
    ['of a gateway that lists none', () => origin, () => closed],
  ] as const;

  it.each(places)('reads no answer and opens no WebSocket %s', async (_, from, to) => {
    await page.goto(`${from()}/`);
    const { url, adminKey } = to();
    const attempts = [
      `fetch('${url}/graphql?query={viewer{kind}}', { headers: { authorization: 'Bearer ${adminKey}' } })`,
      `fetch('${url}/graphql', { method: 'POST', body: '{"query":"{ viewer { kind } }"}' })`,
      `fetch('${url}/graphql/stream', { method: 'POST', body: '{}', headers: { authorization: 'Bearer ${adminKey}' } })`,
      `fetch('${url}/api.php', { method: 'POST', body: new URLSearchParams({ Command: 'DeliveryServers.Get', APIKey: '${adminKey}' }) })`,
      `fetch('${url}/readyz')`,
      `new Promise((open, refuse) => {
        const socket = new WebSocket('${url.replace('http', 'ws')}/graphql', 'graphql-transport-ws');
        socket.onopen = open;
        socket.onerror = () => refuse(new TypeError('WebSocket'));
      })`,
    ];
    for (const attempt of attempts) {
      const outcome = await page.evaluate(`${attempt}.then(() => 'readable', (error) => error.name)`);
      expect([attempt, outcome]).toEqual([attempt, 'TypeError']);
    }
  });
});
