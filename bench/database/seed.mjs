import { createSealer } from '../../.cache/gateway/secrets/sealer.js';
import { seededName } from '../full-operations.mjs';

const rowsPerStatement = 1_000;
const time = new Date('2026-01-15T09:30:00.250Z');

/**
 * Fills the tables with so many servers, each with a password, and half as many user groups. Every server is used:
 * by turns for two channels of a group and for the third one.
 */
export async function seed(connection, size, secretsKey) {
  const sealer = createSealer([Buffer.from(secretsKey, 'base64')]);
  const groups = Math.ceil(size / 2);
  await connection.query('SET foreign_key_checks = 0, unique_checks = 0');
  // For the peer that does not seal passwords; nobody else reads it.
  await connection.query('ALTER TABLE delivery_servers ADD COLUMN plain_password VARCHAR(255) NULL');
  await connection.query('START TRANSACTION');
  await insert(connection, 'delivery_servers', size, (id) => server(id, sealer));
  await insert(connection, 'user_groups', groups, (id) => ({
    id,
    name: `Group ${id}`,
    created_at: time,
    updated_at: time,
  }));
  for (const [channel, offset] of [
    ['MARKETING', -1],
    ['TRANSACTIONAL', -1],
    ['AUTO_RESPONDER', 0],
  ]) {
    await insert(connection, 'channel_assignments', groups, (group) => ({
      user_group_id: group,
      channel,
      delivery_server_id: Math.min(2 * group + offset, size),
    }));
  }
  await connection.query('COMMIT');
  await connection.query('ANALYZE TABLE delivery_servers, user_groups, channel_assignments');
}

/**
 * Adds copies of everything that was seeded, until there are so many times as much. The passwords of copies do not open:
 * they are sealed for other servers.
 */
export async function multiply(connection, size, times) {
  const groups = size / 2;
  const copy = async (table, values, number) => {
    const columns = Object.keys(values);
    await connection.query(
      `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${Object.values(values).join(', ')} FROM ${table}
       WHERE ${table === 'channel_assignments' ? 'user_group_id' : 'id'} <= ${number}`,
    );
  };
  const [described] = await connection.query('SHOW COLUMNS FROM delivery_servers');
  const same = Object.fromEntries(described.map(({ Field }) => [Field, Field]));
  for (let time = 1; time < times; time++) {
    const [id, group] = [`id + ${time * size}`, `+ ${time * groups}`];
    await copy('delivery_servers', { ...same, id, name: `CONCAT(name, ' ', ${time})` }, size);
    await copy(
      'user_groups',
      {
        id: `id ${group}`,
        name: `CONCAT(name, ' ', ${time})`,
        created_at: 'created_at',
        updated_at: 'updated_at',
      },
      groups,
    );
    await copy(
      'channel_assignments',
      {
        user_group_id: `user_group_id ${group}`,
        channel: 'channel',
        delivery_server_id: `delivery_server_id + ${time * size}`,
      },
      groups,
    );
  }
  await connection.query('ANALYZE TABLE delivery_servers, user_groups, channel_assignments');
}

/** The name of a server that was copied in {@link multiply}. */
export function copiedName(id, size) {
  const time = Math.floor((id - 1) / size);
  const name = seededName(id - time * size);
  return time === 0 ? name : `${name} ${time}`;
}

async function insert(connection, table, count, rowOf) {
  for (let first = 1; first <= count; first += rowsPerStatement) {
    const length = Math.min(rowsPerStatement, count - first + 1);
    const rows = Array.from({ length }, (_, index) => rowOf(first + index));
    await connection.query(`INSERT INTO ${table} (??) VALUES ?`, [
      Object.keys(rows[0]),
      rows.map((row) => Object.values(row)),
    ]);
  }
}

function server(id, sealer) {
  const verdict = (step) => (id % step === 0 ? 'FAIL' : 'PASS');
  return {
    id,
    name: seededName(id),
    smtp_host: `smtp${id}.example.com`,
    smtp_port: 587,
    smtp_security: 'STARTTLS',
    smtp_timeout_seconds: 30,
    smtp_auth_required: 1,
    smtp_username: `user-${id}@example.com`,
    smtp_password_sealed: sealer.seal(`password of ${id}`, {
      table: 'delivery_servers',
      row: id,
      column: 'smtp_password_sealed',
    }),
    smtp_password_updated_at: time,
    plain_password: `password of ${id}`,
    link_tracking_domain: `links${id}.example.com`,
    open_tracking_domain: `opens${id}.example.com`,
    mail_from: `bounce${id}.example.com`,
    enforced_from: `news${id}@example.com`,
    check_email_delivery: verdict(11),
    check_spf: verdict(7),
    check_dkim: verdict(5),
    check_dmarc: verdict(3),
    check_sender_domain: verdict(13),
    check_link_domain: verdict(17),
    check_open_domain: verdict(19),
    check_last_checked_at: time,
    check_source: 'REPORTED',
    created_at: time,
    updated_at: time,
  };
}
