import { createHash } from 'node:crypto';
import type { Engine } from './engine.js';

export const mariaDb: Engine = {
  name: 'MariaDB',
  minVersion: '10.6',
  versionPattern: /Ver (\S+MariaDB\S*)/,
  formatSettings: [
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--innodb-log-file-size=32M',
    '--default-storage-engine=InnoDB',
  ],
  serverSettings: () => [
    // 2, the default, has a line for every client that leaves without a goodbye.
    '--log-warnings=1',
  ],
  bootstrap: {
    settings: ['--bootstrap', '--log-warnings=0', '--max-allowed-packet=8M'],
    // The script makes one account, `mariadb.sys`, the locked owner of a view. The package's companion script with root
    // and the anonymous users is left out, and so are help texts, sample database and performance schema.
    sql: (systemTables) =>
      ['CREATE DATABASE mysql;', 'USE mysql;', systemTables, 'DELETE FROM mysql.proxies_priv;', ''].join(
        '\n',
      ),
  },
  ownFiles: [],
  // Only the hash of the password is in it.
  accountSql: (account, password, database) => [
    `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `CREATE OR REPLACE USER ${account} IDENTIFIED BY PASSWORD '${nativePasswordHash(password)}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
  ],
};

/** mysql_native_password, the one method that every MariaDB and every client speaks. SHA1 twice is its format. */
function nativePasswordHash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}
