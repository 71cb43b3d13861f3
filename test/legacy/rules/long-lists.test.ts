import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeServers } from '../../support/installation.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { ask, formOf, jsonType, partsOf, post, writeRaw } from '../../support/wire.js';
import { idsIn, listServers } from '../listed-servers.js';
import { listRequest } from '../requests.js';
import { parseXml, xmlAt } from '../xml.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('deliveryservers.get with 1,203 servers', () => {
  const total = 1_203;

  beforeAll(() => removeServers(app));

  it.each([
    ['names of their own', (index: number) => `server ${String((index * 7_919) % total).padStart(5, '0')}`],
    ['one and the same name', () => 'the same'],
    [
      'names that differ by letter case, accents and spaces alone',
      (index: number) => ['mail', 'Mail', 'máil', 'MAIL ', 'mail  '][index % 5] ?? '',
    ],
    ['names of emoji', (index: number) => ['🚀', '🎈', '🚀 ', '', ''][index % 3] ?? ''],
  ])('deliveryservers.get: %s all come, each once, in order', async (_, nameOf) => {
    await fill(nameOf);
    const { text, body } = await listServers(app);
    const ordered = await app.sql('SELECT id FROM delivery_servers ORDER BY name, id');
    expect(idsIn(text)).toEqual(ordered.map(({ id }) => id));
    expect(Object.keys(body.DeliveryServers)).toHaveLength(total);
  });

  it('deliveryservers.get: all come in every order, in XML and over HTTP/1.0 too', async () => {
    await fill((index) => `server ${index % 400}`);
    await app.sql(
      "UPDATE delivery_servers SET check_last_checked_at = '2025-01-01' + INTERVAL id % 7 DAY WHERE id % 3 > 0",
    );
    for (const [OrderField, column] of [
      ['Name', 'name'],
      ['DeliveryServerID', 'id'],
      ['VerificationLastCheckedAt', 'check_last_checked_at'],
    ]) {
      for (const OrderType of ['ASC', 'DESC']) {
        const ordered = await app.sql(
          `SELECT id FROM delivery_servers ORDER BY ${column} ${OrderType}, id ${OrderType}`,
        );
        const { text, body } = await listServers(app, { OrderField, OrderType });
        expect(idsIn(text)).toEqual(ordered.map(({ id }) => id));
        expect(body.TotalDeliveryServerCount).toBe(total);
      }
    }
    const inXml = await ask(app, `/api.php?${formOf({ ...listRequest(app), ResponseFormat: 'XML' })}`);
    expect(xmlAt(parseXml(inXml.text), 'DeliveryServers').children).toHaveLength(total);

    const { head, body } = partsOf(
      await writeRaw(app, `GET /api.php?${formOf(listRequest(app))} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n`),
    );
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(Object.keys(JSON.parse(body).DeliveryServers)).toHaveLength(total);
  });

  it('RecordsPerRequest: is at most 1000', async () => {
    await fill((index) => `server ${index}`);
    for (const RecordsPerRequest of [1_000, 1_001, 5_000, '99999999999', '999999999999999999999']) {
      const { text } = await listServers(app, { RecordsPerRequest });
      expect([RecordsPerRequest, idsIn(text).length]).toEqual([RecordsPerRequest, 1_000]);
    }
    for (const number of ['12345678901234567890', '1e21', '1e400']) {
      const json = JSON.stringify(listRequest(app)).replace(/}$/, `,"RecordsPerRequest":${number}}`);
      const { text } = await post(app, json, jsonType);
      expect([number, idsIn(text).length]).toEqual([number, 1_000]);
    }
  });

  it('RecordsFrom: pages put together are the whole list', async () => {
    await fill(() => 'the same');
    const whole = idsIn((await listServers(app)).text);
    const pages: number[] = [];
    for (let RecordsFrom = 0; RecordsFrom < total; RecordsFrom += 401) {
      pages.push(...idsIn((await listServers(app, { RecordsFrom, RecordsPerRequest: 401 })).text));
    }
    expect(pages).toEqual(whole);
    expect(idsIn((await listServers(app, { RecordsFrom: 100 })).text)).toEqual(whole.slice(100));
  });

  async function fill(nameOf: (index: number) => string): Promise<void> {
    await app.sql('DELETE FROM delivery_servers');
    const rows = Array.from({ length: total }, (_, index) => [
      ...[nameOf(index), 'smtp.example.com', 25, 'NONE', 30, 0],
      ...['track.example.com', 'open.example.com', 'bounce.example.com'],
    ]);
    await app.sql(
      `INSERT INTO delivery_servers (name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds,
         smtp_auth_required, link_tracking_domain, open_tracking_domain, mail_from) VALUES ?`,
      [rows],
    );
  }
});
