import { getOperationAST, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Example } from '../../../src/http/playground/page/examples/example.js';
import { exampleGroups } from '../../../src/http/playground/page/examples/example-groups.js';
import { overWebSocket } from '../../subscriptions/subscriber.js';
import { type DnsTestServer, startDnsServer } from '../../support/dns/dns-server.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { browserPath } from './browser.js';
import { chooseExample, connect, expectAnswer, expectStatus } from './page.js';
import {
  browser,
  examples,
  page,
  app as shown,
  startEmptyPlayground,
  usePlayground,
} from './playground-app.js';

let dns: DnsTestServer;
beforeAll(async () => {
  // It knows no name, so checks have something to tell.
  dns = await startDnsServer();
});
afterAll(() => dns?.stop());

const options = () => ({
  demo: true,
  administrator: { username: 'admin', password: 'change-me' },
  dnsResolvers: [dns.server],
});

describe('the examples of the playground on demo data', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp(options());
  });
  afterAll(() => app?.stop());

  it('show something one after the other, and changes are told to those who follow them', async () => {
    const followers = await Promise.all(
      examples.filter(isSubscription).map((example) => overWebSocket(app, example)),
    );
    for (const example of examples.filter((one) => !isSubscription(one)))
      expectSomething(example, await app.graphql(example.query, example.variables));
    for (const follower of followers) {
      const [event] = await follower.first(1);
      const told = event.deliveryServer ?? event.userGroup ?? event.run?.deliveryServer;
      expect(told).toMatchObject({ name: expect.stringMatching(/./) });
      follower.stop();
    }
  });
});

describe.skipIf(browserPath === undefined)('the playground in a browser on demo data', () => {
  usePlayground(() => startEmptyPlayground(options()));

  it.each(exampleGroups)('shows something for each example of $title', async (group) => {
    await connect(page, shown.adminKey);
    await expectStatus(page, 'Connected');
    for (const example of group.examples) {
      await chooseExample(page, example.title);
      const operation = getOperationAST(parse(example.query))?.name?.value;
      if (isSubscription(example)) {
        await page.keyboard.press('Control+Enter');
        await expectAnswer(page, 'Events appear here as they happen');
        // So that checks turn once more.
        await shown.sql("UPDATE latest_checks SET settled_status = 'NOT_CHECKED'");
        for (const { query, variables } of changes) await shown.graphql(query, variables);
        await expectAnswer(page, '"occurredAt"');
        continue;
      }
      const answered = page.waitForResponse((response) =>
        `${response.request().postData()}`.includes(`"operationName":"${operation}"`),
      );
      await page.keyboard.press('Control+Enter');
      expectSomething(example, await (await answered).json());
    }
    expect(await page.getByText('No delivery server yet.').count()).toBe(0);
    expect(browser.complaints).toEqual([]);
  });
});

/** Something for each subscription to tell of. */
const changes = examples.filter(({ title }) =>
  ['Set tags', 'Create a user group', 'Verify a server'].includes(title),
);

function isSubscription({ query }: Example): boolean {
  return getOperationAST(parse(query))?.operation === 'subscription';
}

/** No error of any kind, and no list at the top that is empty but those of what is wrong. */
function expectSomething(
  { title }: Example,
  { data, errors }: { data?: object | null; errors?: unknown },
): void {
  expect([title, errors]).toEqual([title, undefined]);
  for (const answer of Object.values(data ?? { answer: null })) {
    const { userErrors = [], conflicts: _, faults: __, ...shown } = answer;
    expect([title, userErrors]).toEqual([title, []]);
    const empty = Object.values({ answer, ...shown }).filter(
      (part) => Array.isArray(part) && part.length === 0,
    );
    expect([title, empty]).toEqual([title, []]);
  }
}
