import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type ServerChange } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { acceptedSettings } from './accepted-settings.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('what the rules accept has room in the database', () => {
  it.each(Object.entries(acceptedSettings))('%s', async (path, values) => {
    const [place = '', field] = path.split('.');
    for (const value of values) {
      // Only the legacy API sends a blank address, for none.
      if (path === 'domains.enforcedFrom' && value !== null && `${value}`.trim() === '') continue;
      const settings = field === 'settings' ? { enabled: true, settings: value } : { [field ?? '']: value };
      const change = field === undefined ? { [place]: value } : { [place]: settings };
      const server = await createServer(app, change as ServerChange);
      const stored = field === undefined ? server[place] : server[place][field];
      if (field !== 'password') expect(stored).toEqual(value);
    }
  });
});
