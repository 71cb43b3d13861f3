import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import type { TestApp } from '../../support/test-app.js';

export const browserPath = findBrowser();
if (browserPath === undefined) {
  console.warn('No Chromium found (set CHROMIUM_PATH): the playground is not tried in a browser.');
}

/** A browser for the tests of a file, with what it asked for and complained about since the last page was opened. */
export interface TestBrowser {
  requests: Request[];
  complaints: string[];
  openPage(): Promise<Page>;
  /** The addresses of its requests that are not those of the gateway. */
  foreignRequests(): string[];
  close(): Promise<void>;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? '',
    // So that the browser itself asks nothing of the internet.
    args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(
      ' ',
    ),
  });
}

export async function launchBrowser(app: Pick<TestApp, 'url'>): Promise<TestBrowser> {
  const browser = await launchChromium();
  // High, because the editors draw only the lines that can be seen.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 1400 },
    // Of a proxy in a test, which has no authority that a browser knows.
    ignoreHTTPSErrors: app.url.startsWith('https:'),
  });
  context.setDefaultTimeout(10_000);
  const requests: Request[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => requests.push(request));
  // Chromium reports what the policy blocks, also in workers, as console errors.
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return {
    requests,
    complaints,
    async openPage() {
      requests.length = 0;
      complaints.length = 0;
      const page = await context.newPage();
      await page.goto(`${app.url}/playground`);
      // The buttons are there before the editors, and do nothing without them.
      await page.locator('.result-window .monaco-editor').waitFor();
      await page.getByRole('button', { name: 'Examples', disabled: false }).waitFor();
      return page;
    },
    foreignRequests: () =>
      requests
        .map((request) => request.url())
        .filter((url) => !url.startsWith(`${app.url}/`) && !url.startsWith('data:')),
    close: () => browser.close(),
  };
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
