const settings = `id, version, name, smtp_host, smtp_port, smtp_security, smtp_timeout_seconds, smtp_auth_required,
  smtp_username, created_at, updated_at`;
const listed = 'id, name, smtp_host, smtp_port, smtp_security, link_tracking_domain, open_tracking_domain';
const everything = `${settings}, link_tracking_domain, open_tracking_domain`;

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
  };
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

export function rowIdOf(globalId) {
  return Number(globalId.replace(/^ds_/, ''));
}
