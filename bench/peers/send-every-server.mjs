import { once } from 'node:events';
import { createSealer } from '../../.cache/gateway/secrets/sealer.js';
import { legacyServer } from './legacy-server.mjs';

const pageSize = 500;
const columns = `id, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required, smtp_username,
  smtp_password_sealed, link_tracking_domain, open_tracking_domain, mail_from, enforced_from,
  use_sender_info_as_mail_from, use_sender_info_as_from, sender_rotation_enabled, sender_rotation_settings,
  check_email_delivery, check_spf, check_dkim, check_dmarc, check_sender_domain, check_link_domain, check_open_domain,
  check_last_checked_at`;
const sealer = createSealer([Buffer.from(process.env.SECRETS_KEY, 'base64')]);

/** The get of all servers by the limit: pages of 500, each begun where the last one ended, no faster than read. */
export async function sendEveryServer(execute, deliveryServers, response) {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  let before = '{"Success":true,"ErrorCode":0,"DeliveryServers":{';
  for (let last = null; ; ) {
    const rows = await pageAfter(execute, last);
    const assignments = await deliveryServers.assignments(rows.map(({ id }) => id));
    let text = '';
    for (const row of rows) {
      const password = passwordOf(row);
      text += `${before}"${row.id}":${JSON.stringify(legacyServer(row, password, assignments.get(row.id)))}`;
      before = ',';
    }
    if (!response.write(text)) await once(response, 'drain');
    if (rows.length < pageSize) break;
    last = rows.at(-1);
  }
  response.end('}}');
}

function pageAfter(execute, last) {
  if (last === null) {
    return execute(`SELECT ${columns} FROM delivery_servers ORDER BY name, id LIMIT ${pageSize}`);
  }
  return execute(
    `SELECT ${columns} FROM delivery_servers WHERE name >= ? AND (name > ? OR id > ?)
     ORDER BY name, id LIMIT ${pageSize}`,
    [last.name, last.name, last.id],
  );
}

function passwordOf({ id, smtp_password_sealed: sealed }) {
  return sealed
    ? sealer.open(sealed, { table: 'delivery_servers', row: id, column: 'smtp_password_sealed' })
    : '';
}
