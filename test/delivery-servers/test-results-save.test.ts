import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, everyServerField, mutate, readServer, told } from '../support/operations.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const allPassed = {
  emailDelivery: true,
  spf: true,
  dkim: true,
  dmarc: true,
  senderDomain: true,
  linkDomain: true,
  openDomain: true,
};
const kinds = ['EMAIL_DELIVERY', 'SPF', 'DKIM', 'DMARC', 'SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN'];
const checkedAt = '2025-12-28T10:30:00Z';

const save = (input: object) =>
  mutate(
    app,
    'deliveryServerTestResultsSave',
    { results: allPassed, checkedAt, ...input },
    `deliveryServer { ${everyServerField} }`,
  );

describe('deliveryServerTestResultsSave', () => {
  it('stores seven verdicts, in a fixed order, as reported by the caller', async () => {
    const before = await createServer(app);
    const { deliveryServer, userErrors } = await save({ id: before.id });
    expect(userErrors).toEqual([]);
    expect(deliveryServer).toEqual({
      ...before,
      version: 2,
      updatedAt: deliveryServer.updatedAt,
      verification: {
        ...before.verification,
        status: 'PASS',
        checks: kinds.map((kind) => ({ kind, status: 'PASS', source: 'REPORTED' })),
        lastCheckedAt: '2025-12-28T10:30:00.000Z',
        source: 'REPORTED',
      },
    });
    expect(await readServer(app, before.id)).toEqual(deliveryServer);
  });

  it.each(Object.keys(allPassed).map((name, index) => [name, kinds[index]] as const))(
    'stores the verdict on %s as the check %s',
    async (name, kind) => {
      const { id } = await createServer(app);
      const { deliveryServer } = await save({ id, results: { ...allPassed, [name]: false } });
      const failed = deliveryServer.verification.checks.filter(
        ({ status }: { status: string }) => status === 'FAIL',
      );
      expect(failed).toEqual([{ kind, status: 'FAIL', source: 'REPORTED' }]);
      expect(deliveryServer.verification.status).toBe('FAIL');
    },
  );

  it('replaces earlier results', async () => {
    const { id } = await createServer(app);
    await save({ id, results: { ...allPassed, spf: false } });
    const { deliveryServer } = await save({ id, checkedAt: '2026-01-01T00:00:00.123Z' });
    expect(deliveryServer.version).toBe(3);
    expect(deliveryServer.verification).toMatchObject({
      status: 'PASS',
      lastCheckedAt: '2026-01-01T00:00:00.123Z',
    });
  });

  it.each([
    ['2025-12-28T12:30:00+02:00', '2025-12-28T10:30:00.000Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
    ['1000-01-01T00:00:00Z', '1000-01-01T00:00:00.000Z'],
  ])('gives %s back as %s', async (given, answered) => {
    const { id } = await createServer(app);
    const { deliveryServer } = await save({ id, checkedAt: given });
    expect(deliveryServer.verification.lastCheckedAt).toBe(answered);
    expect((await readServer(app, id)).verification.lastCheckedAt).toBe(answered);
  });

  it.each(['9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00Z', '0050-06-01T00:00:00Z'])(
    'refuses %s, which the database could not give back',
    async (given) => {
      const { id } = await createServer(app);
      const { data, errors } = await app.graphql(
        `mutation ($input: DeliveryServerTestResultsSaveInput!) {
          deliveryServerTestResultsSave(input: $input) { userErrors { field code } }
        }`,
        { input: { id, results: allPassed, checkedAt: given } },
      );
      const told =
        data?.deliveryServerTestResultsSave.userErrors ?? errors?.[0].extensions.fieldErrors ?? errors;
      expect(told).toMatchObject([{ field: ['input', 'checkedAt'] }]);
    },
  );

  it('stops at another version than expected, with the server as it is', async () => {
    const before = await createServer(app);
    const { deliveryServer, userErrors } = await save({ id: before.id, expectedVersion: 7 });
    expect(told(userErrors)).toEqual(['input.expectedVersion VERSION_CONFLICT']);
    expect(deliveryServer).toEqual(before);
  });

  it.each([
    ['ds_2147483647', 'NOT_FOUND'],
    ['ug_1', 'INVALID_ID'],
    ['1', 'INVALID_ID'],
  ])('answers for the id %j: %s', async (id, code) => {
    const { deliveryServer, userErrors } = await save({ id });
    expect(deliveryServer).toBeNull();
    expect(told(userErrors)).toEqual([`input.id ${code}`]);
  });
});
