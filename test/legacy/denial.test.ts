import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numeric } from '../../src/legacy/readers.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('input made to cost much', () => {
  // The expression that this guards against ran into the time limit of the test.
  it('is read at once: a number of a million digits that is none', () => {
    expect(numeric(`${'1'.repeat(1_000_000)}x`, () => undefined)).toBeTypeOf('string');
  });

  it('is refused with its code: an address with a zone that is longer than a host may be', async () => {
    const { body } = await app.legacy({
      Command: 'deliveryserver.create',
      SendMethodSMTPHost: `fe80::1%${'a'.repeat(300)}`,
    });
    expect(body.ErrorCode).toContain(2);
  });

  it('does not use up the prepared statements of the database: 2,000 different pages', async () => {
    await app.sql(
      `INSERT INTO delivery_servers (name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds,
         smtp_auth_required, link_tracking_domain, open_tracking_domain, mail_from)
       VALUES ('a', 'h', 25, 'NONE', 30, 0, 'l.example.com', 'o.example.com', 'm.example.com')`,
    );
    const prepared = async () =>
      Number((await app.sql("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'"))[0].Value);
    const before = await prepared();
    for (let from = 0; from < 2_000; from++) {
      const { status } = await app.legacy({ Command: 'deliveryservers.get', RecordsFrom: from });
      expect(status).toBe(200);
    }
    // Other tests on the same server prepare statements too, but not that many.
    expect((await prepared()) - before).toBeLessThan(1_500);
  });
});

describe('a list of ids as text', () => {
  it('is the same list as in JSON', async () => {
    const { text } = await app.legacy({ Command: 'deliveryservers.delete', DeliveryServerID: '[901,902]' });
    expect(text).toBe('{"Success":true,"ErrorCode":0}');
  });
});
