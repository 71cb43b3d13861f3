import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { type OwnServer, startOwnServer } from '../support/database-servers/own-server.js';
import type { Options } from './options.js';
import { leakingNodeOptions } from './sabotage.js';
import { type SoakedGateway, startGateway } from './soaked-gateway.js';
import { startVerified } from './verifications.js';

export interface Surroundings {
  database: OwnServer;
  gateway: SoakedGateway;
  smtpPort: number;
  /** The version of the database. */
  version: string;
  sql(text: string, parameters?: unknown[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the database, the gateway, and what it verifies against. */
export async function startSurroundings({ database: kind, sabotage }: Options): Promise<Surroundings> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-soak-'));
  const stops: (() => Promise<void>)[] = [() => rm(directory, { recursive: true, force: true })];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const database = await startOwnServer([], kind);
    stops.push(() => database.stop());
    const verified = await startVerified();
    stops.push(verified.stop);
    const gateway = await startGateway(
      {
        DATABASE_URL: database.url,
        SECRETS_KEY: randomBytes(32).toString('base64'),
        ...verified.environment,
        ...(sabotage.includes('leak') ? { NODE_OPTIONS: leakingNodeOptions } : {}),
      },
      directory,
    );
    stops.push(gateway.stop);
    const query = async (text: string, parameters: unknown[] = []) => {
      const connection = await createConnection(database.url);
      try {
        const [rows] = await connection.query(text, parameters);
        return rows;
      } finally {
        await connection.end();
      }
    };
    const [{ version }] = (await query('SELECT VERSION() AS version')) as [{ version: string }];
    const sql = async (text: string, parameters?: unknown[]) => void (await query(text, parameters));
    return { database, gateway, smtpPort: verified.smtpPort, version, sql, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
