import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { exampleGroups } from '../../../src/http/playground/page/examples/example-groups.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../../support/test-app.js';
import { launchBrowser, type TestBrowser } from './browser.js';

export const examples = exampleGroups.flatMap((group) => [...group.examples]);

/** Those of the test file, from {@link usePlayground} on; the page is that of the test. */
export let app: TestApp;
export let browser: TestBrowser;
export let page: Page;

/** Starts an app and a browser for the tests around the call, and opens a page for each of them. */
export function usePlayground(start: () => Promise<TestApp> = () => startPlayground()): void {
  beforeAll(async () => {
    app = await start();
    browser = await launchBrowser(app);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  beforeEach(async () => {
    page = await browser.openPage();
  });
  // What a page keeps for its session goes with it.
  afterEach(() => page.close());
}

/** An app with the built playground, and the server that the examples speak of. */
export async function startPlayground(options: TestAppOptions = {}): Promise<TestApp> {
  const app = await startEmptyPlayground(options);
  const create = examples.find(({ title }) => title === 'Create a delivery server');
  await app.graphql(create?.query ?? '', create?.variables);
  return app;
}

/** An app with the built playground, and no server unless told. */
export async function startEmptyPlayground(options: TestAppOptions = {}): Promise<TestApp> {
  const playgroundDirectory = fileURLToPath(new URL('../../../dist/playground', import.meta.url));
  return startTestApp({ ...options, playgroundDirectory });
}
