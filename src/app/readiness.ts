import type { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import type { Readiness } from '../http/health.router.js';
import type { Read } from '../sql/read.js';
import type { WriteWatch } from '../sql/watch-writes.js';

interface ReadinessParts {
  read: Read;
  vault: PasswordVault;
  writes: WriteWatch;
}

/** Tells `/readyz` whether the database answers and takes writes, until the gateway stops. */
export function createReadiness({ read, vault, writes }: ReadinessParts) {
  let isStopping = false;
  const look: Readiness = async () => {
    if (isStopping) throw new Error('The gateway is stopping.');
    await read('SELECT id FROM delivery_servers LIMIT 1');
    const damagedPasswords = await vault.damagedPasswords();
    return {
      obstacle: writes.obstacle,
      details: damagedPasswords.length > 0 ? { damagedPasswords } : {},
    };
  };
  return {
    look,
    stop() {
      isStopping = true;
    },
  };
}
