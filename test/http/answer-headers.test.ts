import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

it.each([
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/graphql?query={__typename}'],
  ['POST', '/graphql'],
  ['POST', '/graphql/stream'],
  ['POST', '/api.php'],
  ['GET', '/api.php?Command=deliveryservers.get'],
  ['GET', '/nothing'],
  ['OPTIONS', '/graphql'],
  ['GET', '/%ff'],
])('%s %s is answered for no cache, and for what it says it is', async (method, path) => {
  const { headers } = await fetch(`${app.url}${path}`, { method });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});
