import { describe, expect, it } from 'vitest';
import { browserPath } from './browser.js';
import { focused, tabTo } from './focus.js';
import { connect, expectAnswer, expectStatus } from './page.js';
import { app, browser, page, startEmptyPlayground, usePlayground } from './playground-app.js';

const notice = 'No delivery server yet.';

describe.skipIf(browserPath === undefined)('the playground of a gateway without a delivery server', () => {
  usePlayground(startEmptyPlayground);

  it('says so to a key that can know, and to no other', async () => {
    await expectStatus(page, 'Enter an API key to load the schema.');
    expect(await page.getByText(notice).count()).toBe(0);
    await connect(page, await app.createKey(['WRITE']));
    await expectStatus(page, 'Connected');
    expect(await page.getByText(notice).count()).toBe(0);
    await connect(page, await app.createKey(['READ']));
    await expectStatus(page, notice);
    await expectStatus(page, 'npm start -- --demo');
    await page.getByRole('button', { name: 'Forget' }).click();
    await page.getByText(notice).waitFor({ state: 'detached' });
    expect(browser.complaints).toEqual([]);
  });

  it('leaves room for everything at 400 pixels', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await connect(page, app.adminKey);
    await expectStatus(page, notice);
    expect((await page.getByText(notice).boundingBox())?.height).toBeLessThan(70);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    const variables = await page.locator('.graphiql-editor-tool').boundingBox();
    const answer = await page.locator('.graphiql-response').boundingBox();
    expect(answer?.y).toBeGreaterThanOrEqual((variables?.y ?? 0) + (variables?.height ?? 0));
    expect(answer?.height).toBeGreaterThan(100);
  });

  it('leads by keyboard to the example that makes one, and is gone when there is one', async () => {
    await connect(page, app.adminKey);
    await expectStatus(page, notice);
    await tabTo(page, 'Create a delivery server');
    expect(await focused(page)).toMatchObject({ isVisible: true, hasOutline: true });
    await page.keyboard.press('Enter');
    await page.locator('.graphiql-query-editor :focus').waitFor();
    await page.keyboard.press('Control+Enter');
    await expectAnswer(page, '"ds_1"');
    await page.getByText(notice).waitFor({ state: 'detached' });
    const operations = browser.requests
      .filter((request) => request.url() === `${app.url}/graphql`)
      .map((request) => /\w+ (\w+)/.exec(request.postDataJSON().query)?.[1]);
    expect(operations.filter((name) => name === 'IntrospectionQuery')).toHaveLength(1);
  });
});
