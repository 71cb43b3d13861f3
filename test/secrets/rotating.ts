import type { KeyRing } from '../../src/secrets/key-ring.js';
import { createSealer } from '../../src/secrets/sealer.js';
import type { TestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';

export const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
export const olderFirst: KeyRing = [older, newer];
export const newerFirst: KeyRing = [newer, older];

export const placeOf = (row: number) => ({ table: 'delivery_servers', row, column: 'smtp_password_sealed' });

/** The first password of a server that {@link addServers} makes. */
export const firstPassword = (rowId: number) => `password-${rowId}-0`;

const rowsPerStatement = 1_000;

/** Adds servers numbered from 1 on, whose passwords are sealed with the older key. */
export async function addServers(database: TestDatabase, count: number): Promise<void> {
  const sealer = createSealer([older]);
  for (let first = 1; first <= count; first += rowsPerStatement) {
    const ids = Array.from(
      { length: Math.min(rowsPerStatement, count - first + 1) },
      (_, index) => first + index,
    );
    const rows = ids.map((id) => [
      ...[id, `Relay ${String(id).padStart(6, '0')}`, 'smtp.example.com', 587, 'STARTTLS', 30, 1, 'mailer'],
      ...['links.example.com', 'opens.example.com', 'bounces.example.com'],
      sealer.seal(firstPassword(id), placeOf(id)),
    ]);
    await database.sql(
      `INSERT INTO delivery_servers (id, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds,
         smtp_auth_required, smtp_username, link_tracking_domain, open_tracking_domain, mail_from,
         smtp_password_sealed) VALUES ?`,
      [rows],
    );
  }
}

const statusQuery = '{ secretsStatus { keys { id isFirst values } left unreadable damagedServers } }';

export async function secretsStatus(app: TestApp) {
  const { data, errors } = await app.graphql(statusQuery);
  if (errors) throw new Error(JSON.stringify(errors));
  return data.secretsStatus;
}

export async function rotate(app: TestApp, input: object = {}) {
  const { data, errors } = await app.graphql(
    `mutation ($input: SecretsRotateInput!) {
      secretsRotate(input: $input) { resealed left unreadable next userErrors { field code message } }
    }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.secretsRotate;
}

/** Passwords by the number of their server, as the legacy API shows them; null for one that does not open. */
export async function passwordsIn(app: TestApp, part: object = {}): Promise<Map<number, string | null>> {
  const { status, body } = await app.legacy({
    Command: 'deliveryservers.get',
    OrderField: 'DeliveryServerID',
    ...part,
  });
  if (status !== 200 || !body.Success) throw new Error(`${status} ${JSON.stringify(body)}`);
  const servers = Object.entries<{ ConnectionParams: { smtp_password?: string } }>(
    body.DeliveryServers ?? {},
  );
  return new Map(
    servers.map(([id, { ConnectionParams }]) => [Number(id), ConnectionParams.smtp_password ?? null]),
  );
}

/** How many passwords are sealed with the older key. */
export async function sealedWithOlder(database: TestDatabase): Promise<number> {
  const [row] = await database.sql<{ count: number }>(
    'SELECT COUNT(*) AS count FROM delivery_servers WHERE SUBSTRING(smtp_password_sealed, 2, 4) = ?',
    [createSealer([older]).keyIds[0]],
  );
  return Number(row?.count);
}
