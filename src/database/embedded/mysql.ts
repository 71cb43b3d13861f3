import { join } from 'node:path';
import type { Engine } from './engine.js';

export const mySql: Engine = {
  name: 'MySQL',
  minVersion: '8.0.30',
  versionPattern: /Ver (\d\S*)/,
  formatSettings: [
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--innodb-redo-log-capacity=32M',
    '--default-storage-engine=InnoDB',
  ],
  serverSettings: ({ temporary }) => [
    // It would listen on a port and a socket of its own.
    '--mysqlx=OFF',
    // Left to itself it writes one into the data directory.
    `--pid-file=${join(temporary, 'mysqld.pid')}`,
    // Nothing but loopback is listened on. The key for passwords is made all the same.
    '--auto-generate-certs=OFF',
  ],
  bootstrap: {
    settings: ['--initialize-insecure', '--mysqlx=OFF', '--auto-generate-certs=OFF'],
    // Its program has all that is needed in it.
    sql: () => '',
  },
  ownFiles: [
    { names: ['auto.cnf'], whole: /^server-uuid=[\da-f-]{36}$/m },
    { names: ['private_key.pem', 'public_key.pem'], whole: /-----END [A-Z ]+-----\s*$/ },
  ],
  // A hash that it would take instead of the password is a thousand rounds of SHA-256 that Node does not offer; the file lies
  // beside that with the password, as closed to others, while the server runs.
  accountSql: (account, password, database) => [
    `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    // Made without a password. Nobody is served before this has run.
    "ALTER USER IF EXISTS 'root'@'localhost' ACCOUNT LOCK;",
    `CREATE USER IF NOT EXISTS ${account};`,
    `ALTER USER ${account} IDENTIFIED WITH caching_sha2_password BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
  ],
};
