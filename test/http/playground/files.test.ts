import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../../support/test-app.js';
import { startPlayground } from './playground-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startPlayground();
});
afterAll(() => app?.stop());

describe('the files of the playground', () => {
  it('gives the page with a policy that allows no foreign origin, inline script or eval', async () => {
    const response = await fetch(`${app.url}/playground`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "connect-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self' data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  });

  it('lets assets be kept for ever, with the same policy for the workers among them', async () => {
    const page = await (await fetch(`${app.url}/playground`)).text();
    const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
    const response = await fetch(`${app.url}/playground${script}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it.each(['/assets/absent.js', '/assets/', '/assets/..%2findex.html', '/absent'])(
    'answers 404 for %s',
    async (path) => {
      const response = await fetch(`${app.url}/playground${path}`);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBeNull();
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );
});
