import { expect } from 'vitest';
import type { TestApp } from '../support/test-app.js';

export const markup = /<(?:!doctype|html|body|pre)|\n\s+at |node_modules|node:internal/i;

interface Answer {
  status: number;
  type: string;
  text: string;
}

export async function askOf(app: TestApp, path: string, init: RequestInit): Promise<Answer> {
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
