import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { buildSchema, graphql } from 'graphql';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleGroups } from '../../src/http/playground/page/examples/example-groups.js';
import { playgroundRouter } from '../../src/http/playground/playground.router.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const directory = fileURLToPath(new URL('../../dist/playground', import.meta.url));
const examples = exampleGroups.flatMap((group) => [...group.examples]);
const validKey = 'dg_a-key-for-this-test';

let server: Server;
let origin: string;

beforeAll(async () => {
  if (!existsSync(`${directory}/index.html`)) {
    const configFile = fileURLToPath(new URL('../../src/http/playground/vite.config.ts', import.meta.url));
    // Vitest says `test`, and Vite would then bundle the development build of React.
    vi.stubEnv('NODE_ENV', 'production');
    await build({ configFile, logLevel: 'error' });
    vi.unstubAllEnvs();
  }
  const app = express();
  app.use('/playground', playgroundRouter({ directory }));
  app.post('/graphql', express.json(), answerGraphql);
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
});

describe('the files of the playground', () => {
  it('gives the page with a policy that allows no foreign origin, inline script or eval', async () => {
    const response = await fetch(`${origin}/playground`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "connect-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  });

  it('lets assets be kept for ever, with the same policy for the workers among them', async () => {
    const page = await (await fetch(`${origin}/playground/`)).text();
    const script = /src="(\/playground\/assets\/[^"]+\.js)"/.exec(page)?.[1];
    const response = await fetch(`${origin}${script}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it.each(['/assets/absent.js', '/assets/', '/assets/..%2findex.html', '/absent'])(
    'answers 404 for %s',
    async (path) => {
      const response = await fetch(`${origin}/playground${path}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBeNull();
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );
});

const browserPath = findBrowser();
if (browserPath === undefined) {
  console.warn('No Chromium found (set CHROMIUM_PATH): the playground is not tried in a browser.');
}

describe.skipIf(browserPath === undefined)('the playground in a browser', () => {
  let browser: Browser;
  let page: Page;
  let requests: Request[];
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
  });

  beforeEach(async () => {
    requests = [];
    complaints = [];
    const context = await browser.newContext();
    context.setDefaultTimeout(10_000);
    context.on('request', (request) => requests.push(request));
    // Chromium reports what the policy blocks, also in workers, as console errors.
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    page = await context.newPage();
    await open(page, origin);
  });

  afterEach(async () => {
    await page.context().close();
  });

  it('runs a query with the key, and needs nothing from elsewhere', async () => {
    await connect(page, validKey);
    await expectStatus(page, 'Connected as Ada (READ, WRITE)');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.locator('.result-window', { hasText: '"ds_1"' }).waitFor();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'DeliveryServer' }).waitFor();
    await page.getByRole('button', { name: 'Prettify query' }).click();

    const gatewayRequests = requests.filter((request) => request.url() === `${origin}/graphql`);
    const operations = gatewayRequests.map((request) => request.postDataJSON().operationName);
    expect(operations).toEqual([undefined, 'IntrospectionQuery', 'ListDeliveryServers']);
    for (const request of gatewayRequests) {
      expect(request.headers()).toMatchObject({
        authorization: `Bearer ${validKey}`,
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
      });
    }
    await expect.poll(() => workersOf(requests), { timeout: 5000 }).toEqual(['editor', 'graphql', 'json']);
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => isForeign(request.url()))).toEqual([]);
  });

  it('keeps the key for the session only, and apart from what GraphiQL keeps', async () => {
    await connect(page, validKey);
    await expectStatus(page, 'Connected as Ada (READ, WRITE)');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.locator('.result-window', { hasText: '"ds_1"' }).waitFor();
    // GraphiQL stores its tabs half a second after the last change.
    await page.waitForFunction("sessionStorage.getItem('graphiql:tabState') !== null");

    expect(await stored(page, 'localStorage')).toEqual({});
    const { 'delivery-gateway:key': key, ...rest } = await stored(page, 'sessionStorage');
    expect(key).toBe(validKey);
    expect(Object.keys(rest)).toEqual(expect.arrayContaining(['graphiql:queries', 'graphiql:tabState']));
    expect(JSON.stringify(rest)).not.toContain(validKey);

    await page.reload();
    await expectStatus(page, 'Connected as Ada (READ, WRITE)');
    await page.getByRole('button', { name: 'Forget' }).click();
    await expectStatus(page, 'Enter an API key to load the schema.');
    expect(JSON.stringify(await stored(page, 'sessionStorage'))).not.toContain(validKey);
    await page.reload();
    await expectStatus(page, 'Enter an API key to load the schema.');
    expect(await page.getByLabel('API key or session token').inputValue()).toBe('');
  });

  it('sends nothing before there is a key, and asks for one when an operation is run', async () => {
    await expectStatus(page, 'Enter an API key to load the schema.');
    expect(requests.filter((request) => request.method() === 'POST')).toEqual([]);
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectStatus(page, 'Enter an API key first, then run it again.');
  });

  it('says that a key is not accepted, and connects with the next one', async () => {
    await connect(page, 'wrong');
    await expectStatus(page, 'This key is not accepted. Enter another API key.');
    await connect(page, 'no€key');
    await expectStatus(page, 'This key is not accepted. Enter another API key.');
    await connect(page, validKey);
    await expectStatus(page, 'Connected as Ada (READ, WRITE)');
  });

  it('opens each example in a tab with its variables', async () => {
    for (const example of examples.slice(1)) {
      await page.getByRole('button', { name: 'Examples' }).click();
      await page.getByRole('menuitem', { name: example.title, exact: true }).click();
    }
    // GraphiQL stores its tabs half a second after the last change.
    await expect
      .poll(() => storedTabs(page), { timeout: 5000 })
      .toEqual(examples.map(({ query, variables }) => ({ query, variables })));
  });

  /** Without this, an empty list of complaints would prove nothing. */
  it('notices when the policy blocks something', async () => {
    await page.evaluate(
      "document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.invalid/' }))",
    );
    await expect.poll(() => complaints.join()).toContain('Content Security Policy');
    await expect.poll(() => requests.map((request) => request.url())).toContain('http://elsewhere.invalid/');
  });
});

describe.skipIf(browserPath === undefined)('the playground of a whole gateway, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startTestApp({ playgroundDirectory: directory }), launchBrowser()]);
    const create = examples.find(({ title }) => title === 'Create a delivery server');
    await app.graphql(create?.query ?? '', create?.variables);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await open(page, app.url);
  });
  afterEach(() => page.close());

  it('lists the servers with the first example once it has the key', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected as First start (READ, WRITE, VERIFY, SECRETS, ADMIN)');
    await page.getByRole('button', { name: 'Execute query' }).click();
    const result = page.locator('.result-window');
    await result.filter({ hasText: '"Main relay"' }).waitFor();
    await result.filter({ hasText: '"smtp.example.com"' }).waitFor();
  });

  it('documents the schema', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected as');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Query', exact: true }).click();
    await page
      .locator('.graphiql-doc-explorer', { hasText: 'The server with this id, or null. Needs READ.' })
      .waitFor();
  });

  it('says kindly that a wrong key is not accepted', async () => {
    await connect(page, 'dgk_a-key-that-nobody-made');
    await expectStatus(page, 'This key is not accepted. Enter another API key.');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await page.locator('.result-window', { hasText: 'This needs a valid credential' }).waitFor();
    await expectStatus(page, 'This key is not accepted. Enter another API key.');
  });
});

const schema = buildSchema(`
  type Viewer { name: String!, scopes: [String!]! }
  type Smtp { host: String!, port: Int!, security: String! }
  "A server that mail goes out through."
  type DeliveryServer { id: ID!, legacyId: Int!, name: String!, smtp: Smtp!, isAllocated: Boolean! }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type DeliveryServerConnection { nodes: [DeliveryServer!]!, pageInfo: PageInfo! }
  type Query { viewer: Viewer!, deliveryServers(first: Int): DeliveryServerConnection! }
`);

const rootValue = {
  viewer: { name: 'Ada', scopes: ['READ', 'WRITE'] },
  deliveryServers: {
    nodes: [
      {
        id: 'ds_1',
        legacyId: 1,
        name: 'Main relay',
        smtp: { host: 'smtp.example.com', port: 587, security: 'STARTTLS' },
        isAllocated: false,
      },
    ],
    pageInfo: { hasNextPage: false, endCursor: null },
  },
};

/** The little of the gateway that the page needs. */
async function answerGraphql(request: express.Request, response: express.Response): Promise<void> {
  if (request.headers.authorization !== `Bearer ${validKey}`) {
    response
      .status(401)
      .json({ errors: [{ message: 'No valid credential.', extensions: { code: 'UNAUTHENTICATED' } }] });
    return;
  }
  const { query, variables, operationName } = request.body;
  response.json(
    await graphql({ schema, rootValue, source: query, variableValues: variables, operationName }),
  );
}

function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? '',
    // So that the browser itself asks nothing of the internet.
    args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
      ' ',
    ),
  });
}

async function open(page: Page, gateway: string): Promise<void> {
  await page.goto(`${gateway}/playground`);
  // The buttons are there before the editors, and do nothing without them.
  await page.locator('.result-window .monaco-editor').waitFor();
  await page.getByRole('button', { name: 'Examples', disabled: false }).waitFor();
}

async function connect(page: Page, key: string): Promise<void> {
  const input = page.getByLabel('API key or session token');
  await input.fill(key);
  await input.press('Enter');
}

async function expectStatus(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor();
}

function stored(page: Page, storage: 'localStorage' | 'sessionStorage'): Promise<Record<string, string>> {
  // A string, because this project's types do not know the browser.
  return page.evaluate(`({ ...${storage} })`);
}

async function storedTabs(page: Page): Promise<{ query: string; variables: unknown }[]> {
  const { tabs } = JSON.parse((await stored(page, 'sessionStorage'))['graphiql:tabState'] ?? '{"tabs":[]}');
  return tabs.map(({ query, variables }: { query: string; variables: string }) => ({
    query,
    variables: JSON.parse(variables || 'null'),
  }));
}

function workersOf(requests: Request[]): string[] {
  const names = requests.map((request) => /\/assets\/(\w+)\.worker-/.exec(request.url())?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}

function isForeign(url: string): boolean {
  return !url.startsWith(`${origin}/`) && !url.startsWith('data:');
}

function findBrowser(): string | undefined {
  const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (existsSync(path)) return path;
  try {
    return execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
