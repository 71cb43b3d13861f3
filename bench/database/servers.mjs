import { startEmbeddedDatabase } from '../../.cache/gateway/database/embedded/embedded-database.js';

/** The servers to measure on: the gateway's own private MariaDB, and those that the tests bring up. */
export const servers = {
  embedded: startEmbeddedDatabase,
  mysql: async (options) => (await ofTests('mysql-server.ts')).startMySqlServer(options),
  mariadb: async (options) => (await ofTests('mariadb-server.ts')).startMariaDbServer(options),
};

/** They are written in TypeScript and not part of the build. */
async function ofTests(file) {
  await import('@oxc-node/core/register');
  return import(`../../test/support/database-servers/${file}`);
}
