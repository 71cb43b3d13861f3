import { createSealer } from '../../.cache/gateway/secrets/sealer.js';

const settings = `id, version, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required,
  smtp_username, created_at, updated_at`;
const listed = 'id, name, smtp_host, smtp_port, smtp_security, link_tracking_domain, open_tracking_domain';
const everything = `${settings}, link_tracking_domain, open_tracking_domain`;

const checks = ['email_delivery', 'spf', 'dkim', 'dmarc', 'sender_domain', 'link_domain', 'open_domain'].map(
  (name) => `check_${name}`,
);
const full = `${everything}, smtp_password_sealed IS NOT NULL AS smtp_has_password, mail_from, enforced_from,
  ${checks.join(', ')}, check_last_checked_at`;
const worstFirst = ['FAIL', 'ERROR', 'NOT_CHECKED', 'WARN'];
const sealer = createSealer([Buffer.from(process.env.SECRETS_KEY, 'base64')]);

/** The statements of the peers that write their own SQL. `execute` runs one prepared statement. */
export function createDeliveryServers(execute) {
  return {
    /** One server with the columns that are shown of it. */
    async find(id, columns = settings) {
      const [row] = await execute(`SELECT ${columns} FROM delivery_servers WHERE id = ?`, [id]);
      return row ?? null;
    },

    /** The first servers by name, and whether there are more. */
    async firstPage(size, columns = listed) {
      const limit = Math.trunc(size) + 1;
      const rows = await execute(`SELECT ${columns} FROM delivery_servers ORDER BY name, id LIMIT ${limit}`);
      return { rows: rows.slice(0, size), hasNextPage: rows.length > size };
    },

    /** 50 servers with everything that is shown of them, from a cursor on. */
    async fullPage(after) {
      const { value, rowId } = JSON.parse(Buffer.from(after, 'base64url').toString());
      const rows = await execute(
        `SELECT ${full} FROM delivery_servers FORCE INDEX (delivery_servers_by_name)
         WHERE (name = ? AND id > ?) OR name > ? ORDER BY name, id LIMIT 51`,
        [value, rowId, value],
      );
      return { rows: rows.slice(0, 50), hasNextPage: rows.length > 50 };
    },

    /** For each of these servers its user groups, each with its channels; one statement for all. */
    async assignments(ids) {
      const ofServers = new Map(ids.map((id) => [id, []]));
      if (ids.length === 0) return ofServers;
      const rows = await execute(
        `SELECT a.delivery_server_id, a.channel, g.id, g.name
         FROM channel_assignments a JOIN user_groups g ON g.id = a.user_group_id
         WHERE a.delivery_server_id IN (${ids.map(() => '?').join(', ')})
         ORDER BY a.delivery_server_id, g.id, a.channel`,
        ids,
      );
      for (const { delivery_server_id: id, channel, id: groupId, name } of rows) {
        const ofServer = ofServers.get(id);
        const last = ofServer.at(-1);
        if (last?.userGroup.legacyId === groupId) last.channels.push(channel);
        else
          ofServer.push({ userGroup: { id: `ug_${groupId}`, legacyId: groupId, name }, channels: [channel] });
      }
      return ofServers;
    },

    /** Changes a server and gives its new version. */
    async update(id, { timeoutSeconds, username }) {
      await execute(
        `UPDATE delivery_servers SET smtp_timeout_seconds = ?, smtp_username = ?, version = version + 1,
           updated_at = CURRENT_TIMESTAMP(3) WHERE id = ?`,
        [timeoutSeconds, username, id],
      );
      const [row] = await execute('SELECT version FROM delivery_servers WHERE id = ?', [id]);
      return row.version;
    },

    /** Changes all settings and the password, and gives the new version. */
    async updateAll(id, settings) {
      await this.writeAll(id, settings);
      const [row] = await execute('SELECT version FROM delivery_servers WHERE id = ?', [id]);
      return row.version;
    },

    async writeAll(id, { name, smtp, domains }) {
      const place = { table: 'delivery_servers', row: id, column: 'smtp_password_sealed' };
      await execute(
        `UPDATE delivery_servers SET name = ?, smtp_host = ?, smtp_port = ?, smtp_security = ?, smtp_timeout_seconds = ?,
           smtp_auth_required = ?, smtp_username = ?, smtp_password_sealed = ?, smtp_password_updated_at = ?,
           link_tracking_domain = ?, open_tracking_domain = ?, mail_from = ?, enforced_from = ?,
           use_sender_info_as_mail_from = ?, version = version + 1, updated_at = CURRENT_TIMESTAMP(3) WHERE id = ?`,
        [
          ...[name, smtp.host, smtp.port, smtp.security, smtp.timeoutSeconds, smtp.authRequired ? 1 : 0],
          ...[smtp.username, sealer.seal(smtp.password, place), new Date()],
          ...[domains.linkTracking, domains.openTracking, domains.mailFrom, domains.enforcedFrom],
          ...[domains.useSenderInfoAsMailFrom ? 1 : 0, id],
        ],
      );
    },
  };
}

/** What is shown of the SMTP settings in a row. */
export function smtpOf(row) {
  return {
    host: row.smtp_host,
    port: row.smtp_port,
    security: row.smtp_security,
    timeoutSeconds: row.smtp_timeout_seconds,
    authRequired: row.smtp_auth_required === 1,
    username: row.smtp_username,
  };
}

/** The status that all checks have together. */
export function statusOf(row) {
  return worstFirst.find((worse) => checks.some((check) => row[check] === worse)) ?? 'PASS';
}

export function cursorOf({ id, name }) {
  const content = { value: name, rowId: id, order: 'deliveryServers NAME ASC' };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** All that a GraphQL schema shows of a server, since a resolver there does not know which fields are asked for. */
export const columnsOfSchema = everything;

/** What is wrong with a change, in the manner of the gateway. */
export function updateProblems({ timeoutSeconds, username }) {
  const problems = [];
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 0 || timeoutSeconds > 86_400) {
    problems.push({ field: ['input', 'smtp', 'timeoutSeconds'], code: 'OUT_OF_RANGE' });
  }
  if (typeof username !== 'string' || username.length > 512) {
    problems.push({ field: ['input', 'smtp', 'username'], code: 'TOO_LONG' });
  }
  return problems;
}

/** What is wrong with all settings; as little as a peer can get away with. */
export function settingsProblems({ name, smtp, domains }) {
  const isText = (value, max) => typeof value === 'string' && value.length > 0 && value.length <= max;
  const problems = updateProblems(smtp);
  const find = (isFine, ...path) => {
    if (!isFine) problems.push({ field: ['input', ...path], code: 'INVALID' });
  };
  find(isText(name, 255), 'name');
  find(isText(smtp.host, 255), 'smtp', 'host');
  find(Number.isInteger(smtp.port) && smtp.port > 0 && smtp.port < 65_536, 'smtp', 'port');
  find(isText(smtp.password, 4_096), 'smtp', 'password');
  for (const domain of ['linkTracking', 'openTracking', 'mailFrom', 'enforcedFrom'])
    find(isText(domains[domain], 255), 'domains', domain);
  return problems;
}

export function rowIdOf(globalId) {
  return Number(globalId.replace(/^ds_/, ''));
}
