import type { Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { exampleGroups } from '../../../src/http/playground/page/examples/example-groups.js';
import type { TestApp } from '../../support/test-app.js';
import { browserPath } from './browser.js';
import { chooseExample, connect, expectAnswer, expectStatus, openExamples, storedTabs } from './page.js';
import { app, browser, examples, page, usePlayground } from './playground-app.js';

const everyScope = 'READ, WRITE, VERIFY, SECRETS, ADMIN, AUDIT';

describe.skipIf(browserPath === undefined)('the playground in a browser', () => {
  usePlayground();

  it('runs a query with the key, and needs nothing from elsewhere', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, `Connected as First start (${everyScope})`);
    await page.getByRole('button', { name: 'Execute query' }).click();
    await expectAnswer(page, '"smtp.example.com"');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: 'DeliveryServer' }).waitFor();
    await page.getByRole('button', { name: 'Prettify query' }).click();

    const gatewayRequests = browser.requests.filter((request) => request.url() === `${app.url}/graphql`);
    const operations = gatewayRequests.map((request) => /\w+ (\w+)/.exec(request.postDataJSON().query)?.[1]);
    expect(operations).toEqual(['Viewer', 'AnyServer', 'IntrospectionQuery', 'the']);
    for (const request of gatewayRequests) {
      expect(request.headers()).toMatchObject({
        authorization: `Bearer ${app.adminKey}`,
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
      });
    }
    await expect
      .poll(() => workersOf(browser.requests), { timeout: 5000 })
      .toEqual(['editor', 'graphql', 'json']);
    expect(browser.complaints).toEqual([]);
    expect(browser.foreignRequests()).toEqual([]);
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

  it('shows the events of a subscription as they happen, the newest first, until it is stopped', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, 'Connected');
    const socket = page.waitForEvent('websocket');
    await chooseExample(page, 'Follow delivery servers');
    await page.keyboard.press('Control+Enter');
    await expectAnswer(page, 'Events appear here as they happen');
    expect((await socket).url()).toBe(`${app.url.replace('http', 'ws')}/graphql`);

    await createServer(app, 'Made meanwhile');
    await expectAnswer(page, '"Made meanwhile"');
    await createServer(app, 'And another');
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
    expect(browser.complaints).toEqual([]);
    expect(browser.foreignRequests()).toEqual([]);
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

  /** Without this, an empty list of browser.complaints would prove nothing. */
  it('notices when the policy blocks something', async () => {
    await page.evaluate(
      "document.body.append(Object.assign(new Image(), { src: 'http://elsewhere.invalid/' }))",
    );
    await expect.poll(() => browser.complaints.join()).toContain('Content Security Policy');
    await expect
      .poll(() => browser.requests.map((request) => request.url()))
      .toContain('http://elsewhere.invalid/');
  });
});

async function createServer(app: TestApp, name: string): Promise<void> {
  const smtp = { host: 'smtp.example.com', port: 587, security: 'STARTTLS', authRequired: false };
  const domains = { linkTracking: 'l.example.com', openTracking: 'o.example.com', mailFrom: 'b.example.com' };
  const { data } = await app.graphql(
    'mutation ($input: DeliveryServerCreateInput!) { deliveryServerCreate(input: $input) { userErrors { code } } }',
    { input: { name, smtp, domains } },
  );
  expect(data.deliveryServerCreate.userErrors).toEqual([]);
}

function workersOf(requests: Request[]): string[] {
  const names = requests.map((request) => /\/assets\/(\w+)\.worker-/.exec(request.url())?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined).sort();
}
