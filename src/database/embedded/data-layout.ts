import { rm } from 'node:fs/promises';
import { join } from 'node:path';

export type DataLayout = ReturnType<typeof dataLayoutOf>;

/** Where everything lies below one data directory. All of it is readable by the owner only. */
export function dataLayoutOf(root: string) {
  return {
    /** The server's own files. Present means complete: it is renamed into place. */
    data: join(root, 'data'),
    /** A data directory being made; whatever is found here is the rest of an interrupted start. */
    unfinishedData: join(root, 'data.new'),
    password: join(root, 'password'),
    log: join(root, 'server.log'),
    lock: join(root, 'lock'),
    serverPid: join(root, 'server.pid'),
    /** Where the server listens, for who may read the password too. */
    serverPort: join(root, 'server.port'),
    initSql: join(root, 'init.sql'),
    temporary: join(root, 'tmp'),
  };
}

/** Removes what means something only while a server runs. */
export async function removeRunFiles(layout: DataLayout): Promise<void> {
  for (const path of [layout.serverPid, layout.serverPort, layout.initSql, layout.temporary]) {
    await rm(path, { recursive: true, force: true });
  }
}
