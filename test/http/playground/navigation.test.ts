import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserPath } from './browser.js';
import { focused, tabTo } from './focus.js';
import { chooseExample, connect, expectAnswer, expectStatus, openExamples } from './page.js';
import { app, browser, examples, page, usePlayground } from './playground-app.js';

describe.skipIf(browserPath === undefined)('the playground in a browser', () => {
  usePlayground();

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
    expect(browser.complaints).toEqual([]);
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
});

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
