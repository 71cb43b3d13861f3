import type { Logger } from 'pino';
import { errorLogFields } from '../logging/log.js';
import type { Transact } from '../sql/transact.js';
import type { FirstStart } from './options.js';
import type { Services } from './services.js';

/**
 * What a new installation gets, to be done last: a start that fails must not use up the one time that the key is shown.
 * Neither may demo data that cannot be added.
 */
export async function completeFirstStart(
  services: Services,
  transact: Transact,
  addsDemoData: boolean,
  log: Logger,
): Promise<FirstStart> {
  const firstApiKey = await services.apiKeys.createFirst();
  return {
    firstApiKey,
    isLockedOut: !(await services.apiKeys.isAnyoneAdmin()),
    demoData: addsDemoData ? await addDemoData(services, transact, log) : null,
  };
}

async function addDemoData(services: Services, transact: Transact, log: Logger): Promise<string> {
  const { fillWithDemoData } = await import('../demo/fill-with-demo-data.js');
  return fillWithDemoData(transact, services).catch((error) => {
    log.error(errorLogFields(error), 'the demo data cannot be added');
    return 'not added: the log says why';
  });
}
