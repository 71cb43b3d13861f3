import {
  createConnection,
  createPool,
  type Pool,
  type PoolOptions,
  type RowDataPacket,
  type SslOptions,
} from 'mysql2';
import { DataSource } from 'typeorm';
import { rowValueOptions } from '../sql/row-values.js';
import { connectionParts } from './connection-parts.js';
import { entities } from './entities.js';
import { type Migrations, migrations } from './migrations/index.js';
import { type ObserveStatement, observeStatements } from './observe-statements.js';
import { sessionSettings } from './session-settings.js';

/** A database of MySQL or MariaDB; docs/operations.md has the versions that were tried. */
export interface DatabaseAddress {
  /** `mysql://user:password@host:port/database` */
  url: string;
  /** TLS with the system's certificate authorities, or with one of your own (PEM). */
  tls: { ca: string | null } | null;
}

const connectTimeout = 2_000;
const statementSeconds = 3;

/** Opens the one connection pool of the process. */
export async function openDataSource(
  address: DatabaseAddress,
  limits?: StatementLimits,
  observe?: ObserveStatement | null,
  through?: Migrations,
): Promise<DataSource> {
  const dataSource = await createDataSource(address, limits, observe, through);
  return dataSource.initialize();
}

interface StatementLimits {
  /** How long one statement may take; 0 for no limit. */
  statementSeconds: number;
}

/**
 * The data source, not yet open.
 *
 * TypeORM's `mysql` type against a MariaDB server (or the other way round) reports schema drift that would destroy
 * columns, so the type follows what the server says of itself.
 */
export async function createDataSource(
  address: DatabaseAddress,
  limits: StatementLimits = { statementSeconds },
  observe: ObserveStatement | null = null,
  through: Migrations = migrations,
): Promise<DataSource> {
  return new DataSource({
    type: (await isMariaDb(address)) ? 'mariadb' : 'mysql',
    ...connectionParts(address.url),
    charset: 'utf8mb4',
    entities,
    migrations: through,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    driver: {
      createPool: (options: PoolOptions) => createConfiguredPool(options, limits.statementSeconds, observe),
    },
    ...tlsOptions(address),
    extra: {
      ...rowValueOptions,
      connectTimeout,
      connectionLimit: 20,
      queueLimit: 1_000,
      maxIdle: 20,
      enableKeepAlive: true,
      trace: false,
      // The server allows 16,382 prepared statements in all; mysql2 alone would keep 16,000 for each connection.
      maxPreparedStatements: 300,
    },
  });
}

/** Every connection gets the session settings before its first statement. */
function createConfiguredPool(
  options: PoolOptions,
  statementSeconds: number,
  observe: ObserveStatement | null,
): Pool {
  const pool = createPool(options);
  pool.on('connection', (connection) => {
    // TypeORM asks for this at every statement, and the driver would make it anew each time.
    const promised = connection.promise();
    connection.promise = () => promised;
    // A connection that was given up may fail more than once, and what it fails at has its own way to hear of it.
    connection.on('error', () => {});
    connection.query(sessionSettings(statementSeconds), (error: unknown) => {
      if (error) connection.destroy();
    });
    if (observe) observeStatements(connection, observe);
  });
  return pool;
}

async function isMariaDb(address: DatabaseAddress): Promise<boolean> {
  const { username: user, ...parts } = connectionParts(address.url);
  const connection = createConnection({ ...parts, user, connectTimeout, ...tlsOptions(address) });
  // Without a listener, a connection lost between two statements would end the process.
  connection.on('error', () => {});
  try {
    const [rows] = await connection.promise().query<RowDataPacket[]>('SELECT VERSION() AS version');
    return String(rows[0]?.version).includes('MariaDB');
  } finally {
    connection.destroy();
  }
}

function tlsOptions({ tls }: DatabaseAddress): { ssl?: SslOptions } {
  if (tls === null) return {};
  return { ssl: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(tls.ca ? { ca: tls.ca } : {}) } };
}
