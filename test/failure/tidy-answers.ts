import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

export const markup = /<(?:!doctype|html|body|pre)|\n\s+at |node_modules|node:internal/i;

interface Answer {
  status: number;
  type: string;
  text: string;
}

/** That of the test file, from {@link useTidyApp} on. */
export let app: TestApp;

/** Starts an app for the tests around the call, which has to be ready after each of them. */
export function useTidyApp(): void {
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.stop());
  beforeEach(() => {
    app.log.length = 0;
  });
  afterEach(async () => {
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });
}

export async function ask(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(`${app.url}${path}`, init);
  const text = await response.text();
  app.transcript.note(text);
  return { status: response.status, type: response.headers.get('content-type') ?? '', text };
}

export function expectTidy({ type, text }: Answer): void {
  expect(type).toMatch(/^application\/(?:graphql-response\+)?json\b/);
  expect(text).not.toMatch(markup);
  expect(typeof JSON.parse(text)).toBe('object');
}
