import { describe, expect, it } from 'vitest';
import { browserPath } from './browser.js';
import { chooseExample, connect, expectAnswer, expectStatus, stored, storedTabs } from './page.js';
import { app, browser, page, usePlayground } from './playground-app.js';

describe.skipIf(browserPath === undefined)('the playground in a browser', () => {
  usePlayground();

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
    expect(page.url()).toBe(`${app.url}/playground/`);

    const another = await browser.openPage();
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
    expect(browser.requests.filter((request) => request.method() === 'POST')).toEqual([]);
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
});
