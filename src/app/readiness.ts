import type { Readiness } from '../http/health.router.js';
import type { Read } from '../sql/read.js';
import type { Services } from './services.js';

/** Tells `/readyz` whether the database answers and takes writes, until the gateway stops. */
export function createReadiness(read: Read, { vault, writeWatch }: Pick<Services, 'vault' | 'writeWatch'>) {
  let isStopping = false;
  const look: Readiness = async () => {
    if (isStopping) throw new Error('The gateway is stopping.');
    await read('SELECT id FROM delivery_servers LIMIT 1');
    const damagedPasswords = await vault.damagedPasswords();
    return {
      obstacle: writeWatch.obstacle,
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
