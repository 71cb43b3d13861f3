import { Router } from 'express';
import { allowMethods } from './allow-methods.js';

export interface ReadinessReport {
  /** Why the gateway can serve in part only, as a sentence; null when it can serve. */
  obstacle: string | null;
  /** What an operator should know of. */
  details: Record<string, unknown>;
}

/** Rejects when the gateway cannot serve. */
export type Readiness = () => Promise<ReadinessReport>;

/** `/healthz`: the process lives. `/readyz`: it can serve, which needs the database. Neither needs a credential. */
export function healthRouter(isReady: Readiness): Router {
  const router = Router();
  router.all(['/healthz', '/readyz'], allowMethods(['GET', 'HEAD']));
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const report = await isReady().catch(() => null);
    if (report?.obstacle === null) return void response.json({ status: 'ready', ...report.details });
    const { obstacle: reason, details } = report ?? {};
    response
      .status(503)
      .set('retry-after', '5')
      .json({ status: 'unavailable', reason, ...details });
  });
  return router;
}
