import type { Page } from 'playwright-core';

export async function connect(page: Page, key: string): Promise<void> {
  const input = page.getByLabel('API key or session token');
  await input.fill(key);
  await input.press('Enter');
}

export async function openExamples(page: Page) {
  await page.getByRole('button', { name: 'Examples' }).click();
  const menu = page.getByRole('menu');
  await menu.waitFor();
  return menu;
}

/** Leaves the focus in the editor, with the example in it. */
export async function chooseExample(page: Page, title: string): Promise<void> {
  const menu = await openExamples(page);
  await menu.getByRole('menuitem', { name: title, exact: true }).click();
  await page.locator('.graphiql-query-editor :focus').waitFor();
}

export async function expectStatus(page: Page, text: string): Promise<void> {
  await page.getByRole('status').filter({ hasText: text }).waitFor();
}

export async function expectAnswer(page: Page, text: string): Promise<void> {
  await page.locator('.result-window').filter({ hasText: text }).waitFor();
}

export function stored(
  page: Page,
  storage: 'localStorage' | 'sessionStorage',
): Promise<Record<string, string>> {
  return page.evaluate(`({ ...${storage} })`);
}

export async function storedTabs(page: Page): Promise<{ query: string; variables: unknown }[]> {
  const { tabs } = JSON.parse((await stored(page, 'sessionStorage'))['graphiql:tabState'] ?? '{"tabs":[]}');
  return tabs.map(({ query, variables }: { query: string; variables: string }) => ({
    query,
    variables: JSON.parse(variables || 'null'),
  }));
}
