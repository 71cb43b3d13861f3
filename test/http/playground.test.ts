import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleGroups } from '../../src/http/playground/page/examples/example-groups.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const directory = fileURLToPath(new URL('../../dist/playground', import.meta.url));
const examples = exampleGroups.flatMap((group) => [...group.examples]);
const everyScope = 'READ, WRITE, VERIFY, SECRETS, ADMIN';

let app: TestApp;
let address: string;

beforeAll(async () => {
  if (!existsSync(`${directory}/index.html`)) {
    const configFile = fileURLToPath(new URL('../../src/http/playground/vite.config.ts', import.meta.url));
    // Vitest says `test`, and Vite would then bundle the development build of React.
    vi.stubEnv('NODE_ENV', 'production');
    await build({ configFile, logLevel: 'error' });
    vi.unstubAllEnvs();
  }
  app = await startTestApp({ playgroundDirectory: directory });
  address = `${app.url}/playground`;
});

afterAll(() => app?.stop());

describe('the files of the playground', () => {
  it('gives the page with a policy that allows no foreign origin, inline script or eval', async () => {
    const response = await fetch(address);
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
    const page = await (await fetch(address)).text();
    const script = /src="(\/playground\/assets\/[^"]+\.js)"/.exec(page)?.[1];
    const response = await fetch(`${app.url}${script}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it.each(['/assets/absent.js', '/assets/', '/assets/..%2findex.html', '/absent'])(
    'answers 404 for %s',
    async (path) => {
      const response = await fetch(`${address}${path}`);
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
  let context: BrowserContext;
  let page: Page;
  let requests: Request[];
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
    // High, because the editors draw only the lines that can be seen.
    context = await browser.newContext({ viewport: { width: 1280, height: 1400 } });
    context.setDefaultTimeout(10_000);
    context.on('request', (request) => requests.push(request));
    // Chromium reports what the policy blocks, also in workers, as console errors.
    context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    const create = examples.find(({ title }) => title === 'Create a delivery server');
    await app.graphql(create?.query ?? '', create?.variables);
  });

  afterAll(async () => {
    await browser?.close();
  });

  beforeEach(async () => {
    requests = [];
    complaints = [];
    page = await context.newPage();
    await open(page);
  });

  // What a page keeps for its session goes with it.
  afterEach(() => page.close());

  it('runs a query with the key, and needs nothing from elsewhere', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, `Connected as First start (${everyScope})`);
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectAnswer(page, '"smtp.example.com"');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'DeliveryServer' }).waitFor();
    await page.getByRole('button', { name: 'Prettify query' }).click();

    const gatewayRequests = requests.filter((request) => request.url() === `${app.url}/graphql`);
    const operations = gatewayRequests.map((request) => /\w+ (\w+)/.exec(request.postDataJSON().query)?.[1]);
    expect(operations).toEqual(['Viewer', 'IntrospectionQuery', 'the']);
    for (const request of gatewayRequests) {
      expect(request.headers()).toMatchObject({
        authorization: `Bearer ${app.adminKey}`,
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
      });
    }
    await expect.poll(() => workersOf(requests), { timeout: 5000 }).toEqual(['editor', 'graphql', 'json']);
    expect(complaints).toEqual([]);
    expect(requests.map((request) => request.url()).filter(isForeign)).toEqual([]);
  });

  it('keeps the key for the session only, and apart from what GraphiQL keeps', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectAnswer(page, '"Main relay"');
    // GraphiQL stores its tabs half a second after the last change.
    await expect.poll(() => storedTabs(page), { timeout: 5000 }).toHaveLength(1);

    const { 'delivery-gateway:key': key, ...rest } = await stored(page, 'sessionStorage');
    expect(key).toBe(app.adminKey);
    expect(Object.keys(rest)).toEqual(expect.arrayContaining(['graphiql:queries', 'graphiql:tabState']));
    expect(JSON.stringify(rest)).not.toContain(app.adminKey);
    expect(page.url()).toBe(address);

    const another = await context.newPage();
    await open(another);
    await expectStatus(another, 'Enter an API key to load the schema.');
    expect(await stored(another, 'localStorage')).toEqual({});
    await another.close();

    await page.reload();
    await expectStatus(page, 'Connected');
    await page.getByRole('button', { name: 'Forget' }).click();
    await expectStatus(page, 'Enter an API key to load the schema.');
    expect(JSON.stringify(await stored(page, 'sessionStorage'))).not.toContain(app.adminKey);
    await page.reload();
    await expectStatus(page, 'Enter an API key to load the schema.');
    expect(await page.getByLabel('API key or session token').inputValue()).toBe('');
  });

  it('keeps what was typed for the session, variables too, and nothing of it on the disk', async () => {
    const password = 'typed-here-and-nowhere-else';
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected');
    await chooseExample(page, 'Create a delivery server');
    const variables = page.locator('.graphiql-editor-tool');
    await variables.getByText('change-me').dblclick();
    await page.keyboard.type(password);
    await page.keyboard.press('Control+Enter');
    await expectAnswer(page, '"userErrors": []');
    await expect
      .poll(async () => JSON.stringify(await storedTabs(page)), { timeout: 5000 })
      .toContain(password);
    expect(await stored(page, 'localStorage')).toEqual({});

    await page.reload();
    await variables.getByText(password).waitFor();
    await page.locator('.graphiql-query-editor').getByText('deliveryServerCreate', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'ListDeliveryServers' }).waitFor();

    // The first tab as well, which nobody has typed into.
    await page.getByRole('button', { name: 'ListDeliveryServers' }).click();
    const tabState = async () => (await stored(page, 'sessionStorage'))['graphiql:tabState'];
    await expect.poll(tabState, { timeout: 5000 }).toContain('"activeTabIndex":0');
    await page.reload();
    await variables.getByText('"first"').waitFor();
  });

  it('sends nothing before there is a key, and asks for one when an operation is run', async () => {
    await expectStatus(page, 'Enter an API key to load the schema.');
    expect(requests.filter((request) => request.method() === 'POST')).toEqual([]);
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectStatus(page, 'Enter an API key first, then run it again.');
  });

  it('says that a key is not accepted, and connects with the next one', async () => {
    await connect(page, 'dgk_a-key-that-nobody-made');
    await expectStatus(page, 'This key is not accepted. Enter another API key.');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectAnswer(page, 'This needs a valid credential');
    await expectStatus(page, 'This key is not accepted. Enter another API key.');
    await connect(page, 'no€key');
    await expectStatus(page, 'This key is not accepted. Enter another API key.');
    await connect(page, await app.createKey(['READ']));
    await expectStatus(page, 'Connected as test READ (READ)');
  });

  it('offers every example by group, and opens one in a tab with its variables', async () => {
    const menu = await openExamples(page);
    for (const { title, examples } of exampleGroups) {
      const items = menu.getByRole('group', { name: title }).getByRole('menuitem');
      expect(await items.allTextContents()).toEqual(examples.map((example) => example.title));
    }
    await page.keyboard.press('Escape');
    const firsts = exampleGroups.slice(1).flatMap((group) => group.examples.slice(0, 1));
    for (const { title } of firsts) await chooseExample(page, title);
    // GraphiQL stores its tabs half a second after the last change.
    await expect
      .poll(() => storedTabs(page), { timeout: 5000 })
      .toEqual([...examples.slice(0, 1), ...firsts].map(({ query, variables }) => ({ query, variables })));
  });

  it('is usable by keyboard alone', async () => {
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatchObject({ name: 'Skip to the editor', isVisible: true });
    await page.keyboard.press('Tab');
    expect((await focused(page)).name).toBe('API key or session token');
    await page.keyboard.type(app.adminKey);
    await page.keyboard.press('Enter');
    await expectStatus(page, 'Connected');

    await tabTo(page, 'Examples');
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    expect((await focused(page)).name).toBe('Examples');
    await page.keyboard.press('ArrowDown');
    for (const { title } of examples.slice(0, 4)) {
      if (title !== examples[0]?.title) await page.keyboard.press('ArrowDown');
      await page.getByRole('menuitem', { name: title, exact: true }).and(page.locator(':focus')).waitFor();
    }
    await page.keyboard.press('Enter');
    await page.locator('.graphiql-query-editor :focus').waitFor();
    await page.keyboard.press('Control+Enter');
    await expectAnswer(page, '"deliveryServerByLegacyId"');

    // Out of the editor again, where Tab writes a tab.
    await page.keyboard.press('Escape');
    expect((await focused(page)).name).toMatch(/^Operation/);
    await page.keyboard.press('Tab');
    expect((await focused(page)).name).toMatch(/^Execute query/);
    await tabTo(page, 'Variables: Enter to go in, Escape to come out');
    await page.keyboard.press('Enter');
    await page.locator('.graphiql-editor-tool :focus').waitFor();
    await page.keyboard.press('Escape');
    await tabTo(page, 'Answer: Enter to go in, Escape to come out');
  });

  it('leads Tab through controls that all have a name, and show that they have the focus', async () => {
    const names: string[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const { name, isVisible, hasOutline } = await focused(page);
      expect({ name, isVisible, hasOutline }).toEqual({
        name: expect.stringMatching(/./),
        isVisible: true,
        hasOutline: true,
      });
      names.push(name);
      if (name.startsWith('Answer') || names.length > 30) break;
    }
    expect(names).toEqual([
      'Skip to the editor',
      'API key or session token',
      'Connect',
      'Forget',
      'Show Documentation Explorer',
      'Show History',
      expect.stringMatching('^Re-fetch'),
      'Open short keys dialog',
      'Open settings dialog',
      'ListDeliveryServers',
      'New tab',
      'Examples',
      expect.stringMatching('^Operation'),
      expect.stringMatching('^Execute query'),
      expect.stringMatching('^Prettify'),
      expect.stringMatching('^Merge'),
      expect.stringMatching('^Copy'),
      'Variables',
      'Hide editor tools',
      expect.stringMatching('^Variables: '),
      expect.stringMatching('^Answer: '),
    ]);
  });

  it('documents the schema, from its introduction to single values', async () => {
    const explorer = page.locator('.graphiql-doc-explorer');
    const follow = (name: string) => explorer.getByRole('link', { name, exact: true }).first().click();
    const says = (text: string) => explorer.getByText(text).first().waitFor();
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await says('SMTP delivery servers, the user groups that send through them');
    await follow('Query');
    await says('The server with this id, or null. Needs READ.');
    await follow('deliveryServers');
    await says('By name unless told.');
    await follow('DeliveryServerOrder');
    await says('What to order by; legacyId settles ties.');
    await follow('DeliveryServerOrderField');
    await says('By when they were last changed.');

    await page.keyboard.press('Control+Alt+KeyK');
    // The field of an enum has no search; that of its neighbour has.
    await page.getByRole('link', { name: /^Go back to/ }).click();
    await page.keyboard.press('Control+Alt+KeyK');
    const search = page.getByRole('combobox', { name: 'Search the documentation' });
    await search.and(page.locator(':focus')).waitFor();
    expect(await search.getAttribute('placeholder')).toBe('Search (Ctrl-Alt-K)');
    await page.keyboard.type('SmtpSettingsInput');
    await explorer.getByRole('option', { name: 'SmtpSettingsInput', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await says('It goes in and never comes out.');
    // A reader with a keyboard goes on from here.
    await page.locator('.graphiql-doc-explorer:focus').waitFor();
    await page.keyboard.press('Tab');
    expect((await focused(page)).name).toBe('Go back to DeliveryServerOrder');
    expect(complaints).toEqual([]);
  });

  it('shows the events of a subscription as they happen, the newest first, until it is stopped', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected');
    const socket = page.waitForEvent('websocket');
    await chooseExample(page, 'Follow delivery servers');
    await page.keyboard.press('Control+Enter');
    await expectAnswer(page, 'Events appear here as they happen');
    expect((await socket).url()).toBe(`${app.url.replace('http', 'ws')}/graphql`);

    await createServer('Made meanwhile');
    await expectAnswer(page, '"Made meanwhile"');
    await createServer('And another');
    await expectAnswer(page, '"And another"');
    // The editor draws its lines anew with every event.
    await expect
      .poll(async () => {
        const [newer, older] = await Promise.all(
          ['"And another"', '"Made meanwhile"'].map((name) =>
            page.locator('.result-window').getByText(name).boundingBox(),
          ),
        );
        return newer && older ? newer.y < older.y : null;
      })
      .toBe(true);

    const closed = (await socket).waitForEvent('close');
    await page.getByRole('button', { name: 'Stop query' }).click();
    await closed;
    await page.getByRole('button', { name: 'Execute query' }).waitFor();
    await expectAnswer(page, '"Made meanwhile"');
    expect(complaints).toEqual([]);
    expect(requests.map((request) => request.url()).filter(isForeign)).toEqual([]);
  });

  it('ends a subscription when its tab is left, and when the key changes', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected');
    const ways = [
      () => page.getByRole('button', { name: 'New tab' }).click(),
      () => chooseExample(page, 'Follow user groups'),
      async () => connect(page, await app.createKey(['READ'])),
      () => page.getByRole('button', { name: 'Forget' }).click(),
    ];
    for (const leave of ways) {
      const socket = page.waitForEvent('websocket');
      await chooseExample(page, 'Follow delivery servers');
      await page.keyboard.press('Control+Enter');
      await expectAnswer(page, 'Events appear here as they happen');
      const closed = (await socket).waitForEvent('close');
      await leave();
      await closed;
      await page.getByRole('button', { name: 'Execute query' }).waitFor();
    }
  });

  it('says why there is no subscription', async () => {
    await chooseExample(page, 'Follow delivery servers');
    await page.keyboard.press('Control+Enter');
    await expectAnswer(page, 'This needs an API key: enter one above');
    await expectStatus(page, 'Enter an API key first, then run it again.');
    await connect(page, 'dgk_a-key-that-nobody-made');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectAnswer(page, 'The credential is not valid.');
    await connect(page, await app.createKey(['WRITE']));
    await expectStatus(page, 'Connected as test WRITE');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectAnswer(page, 'needs a credential with the scope READ');
  });

  it('has everything in reach when it is 400 pixels wide', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected');
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectAnswer(page, '"nodes"');
    await chooseExample(page, 'Search, filter and order');
    await expectInReach(page);
    for (const pane of ['.graphiql-query-editor', '.graphiql-editor-tool', '.result-window']) {
      expect((await page.locator(pane).boundingBox())?.height).toBeGreaterThan(100);
      expect((await page.locator(pane).boundingBox())?.width).toBeGreaterThan(300);
    }

    await openExamples(page);
    await expectInReach(page);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Open settings dialog' }).click();
    await page.getByRole('dialog').waitFor();
    await expectInReach(page);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Query', exact: true }).click();
    await expectInReach(page);
    await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
    await page.getByRole('button', { name: 'Show History' }).click();
    await page.locator('.graphiql-history', { hasText: 'ListDeliveryServers' }).waitFor();
    await expectInReach(page);
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

function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? '',
    // So that the browser itself asks nothing of the internet.
    args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
      ' ',
    ),
  });
}

async function open(page: Page): Promise<void> {
  await page.goto(address);
  // The buttons are there before the editors, and do nothing without them.
  await page.locator('.result-window .monaco-editor').waitFor();
  await page.getByRole('button', { name: 'Examples', disabled: false }).waitFor();
}

async function connect(page: Page, key: string): Promise<void> {
  const input = page.getByLabel('API key or session token');
  await input.fill(key);
  await input.press('Enter');
}

async function openExamples(page: Page) {
  await page.getByRole('button', { name: 'Examples' }).click();
  const menu = page.getByRole('menu');
  await menu.waitFor();
  return menu;
}

/** Leaves the focus in the editor, with the example in it. */
async function chooseExample(page: Page, title: string): Promise<void> {
  const menu = await openExamples(page);
  await menu.getByRole('menuitem', { name: title, exact: true }).click();
  await page.locator('.graphiql-query-editor :focus').waitFor();
}

async function expectStatus(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor();
}

async function expectAnswer(page: Page, text: string): Promise<void> {
  await page.locator('.result-window').filter({ hasText: text }).waitFor();
}

async function createServer(name: string): Promise<void> {
  const smtp = { host: 'smtp.example.com', port: 587, security: 'STARTTLS', authRequired: false };
  const domains = { linkTracking: 'l.example.com', openTracking: 'o.example.com', mailFrom: 'b.example.com' };
  const { data } = await app.graphql(
    'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { userErrors { code } } }',
    { input: { name, smtp, domains } },
  );
  expect(data.deliveryServerCreate.userErrors).toEqual([]);
}

interface Focused {
  name: string;
  isVisible: boolean;
  hasOutline: boolean;
}

/** What has the focus, and whether one can see that. */
function focused(page: Page): Promise<Focused> {
  // Texts, here and below, because this project's types do not know the browser.
  return page.evaluate(`(() => {
    const element = document.activeElement;
    const { top, left, bottom, right } = element.getBoundingClientRect();
    return {
      name: (element.ariaLabel ?? element.labels?.[0]?.innerText ?? element.innerText).trim(),
      isVisible: top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && bottom > top,
      hasOutline: getComputedStyle(element).outlineStyle !== 'none',
    };
  })()`);
}

async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  do {
    await page.keyboard.press('Tab');
    passed.push((await focused(page)).name);
  } while (passed.at(-1) !== name && passed.length < 30);
  expect(passed.at(-1), `after ${passed.join(', ')}`).toBe(name);
}

/** Nothing to scroll sideways, and every control inside the window, as far as its list has been scrolled to it. */
async function expectInReach(page: Page): Promise<void> {
  const outside = await page.evaluate(`
    [...document.querySelectorAll('button, input, a, [role="menuitem"], [tabindex="0"]')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches('.skip, [data-radix-focus-guard]'))
      .filter((element) => {
        element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        const { top, left, bottom, right, width } = element.getBoundingClientRect();
        return left < 0 || right > innerWidth || top < 0 || bottom > innerHeight || width === 0;
      })
      .map((element) => element.outerHTML)
  `);
  expect(outside).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
}

function stored(page: Page, storage: 'localStorage' | 'sessionStorage'): Promise<Record<string, string>> {
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
  return !url.startsWith(`${app.url}/`) && !url.startsWith('data:');
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
