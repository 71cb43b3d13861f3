import { Router } from 'express';
import { allowMethods } from './allow-methods.js';

/** Resolves when the gateway can serve, with what an operator should know of; rejects when it cannot. */
export type Readiness = () => Promise<Record<string, unknown>>;

/** `/healthz`: the process lives. `/readyz`: it can serve, which needs the database. Neither needs a credential. */
export function healthRouter(isReady: Readiness): Router {
  const router = Router();
  router.all(['/healthz', '/readyz'], allowMethods(['GET', 'HEAD']));
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    try {
      response.json({ status: 'ready', ...(await isReady()) });
    } catch {
      response.status(503).set('retry-after', '5').json({ status: 'unavailable' });
    }
  });
  return router;
}
