import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where everything lies below one data directory. All of it is readable by the owner only. */
export interface DataLayout {
  /** The server's own files. Present means complete: it is renamed into place. */
  readonly data: string;
  /** A data directory being made; whatever is found here is the rest of an interrupted start. */
  readonly unfinishedData: string;
  readonly password: string;
  readonly log: string;
  readonly lock: string;
  readonly serverPid: string;
  readonly initSql: string;
  readonly temporary: string;
}

export function dataLayoutOf(root: string): DataLayout {
  return {
    data: join(root, 'data'),
    unfinishedData: join(root, 'data.new'),
    password: join(root, 'password'),
    log: join(root, 'server.log'),
    lock: join(root, 'lock'),
    serverPid: join(root, 'server.pid'),
    initSql: join(root, 'init.sql'),
    temporary: join(root, 'tmp'),
  };
}

/** Removes what means something only while a server runs. */
export async function removeRunFiles(layout: DataLayout): Promise<void> {
  for (const path of [layout.serverPid, layout.initSql, layout.temporary]) {
    await rm(path, { recursive: true, force: true });
  }
}
