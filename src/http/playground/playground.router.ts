import { join } from 'node:path';
import express, { type RequestHandler, type Router } from 'express';
import { allowMethods } from '../allow-methods.js';
import { pathOf } from '../paths.js';

/**
 * Serves the built playground; mounted at /playground by the app (an express Router, never a sub-app).
 * @param basePath of the gateway
 */
export function playgroundRouter(directory: string, basePath: string): Router {
  const router = express.Router();
  router.use(setSecurityHeaders);
  router.use(allowMethods(['GET', 'HEAD']));
  // The names of assets carry a hash of their content, so a copy can be kept for ever.
  router.use(
    '/assets',
    express.static(join(directory, 'assets'), {
      immutable: true,
      maxAge: '1y',
      index: false,
      redirect: false,
    }),
  );
  router.get('/', (request, response) => {
    // The page asks for what lies beside it.
    if (!pathOf(request.originalUrl).endsWith('/')) return response.redirect(302, `${basePath}/playground/`);
    // `no-cache` still lets the browser keep the page, but it asks each time whether that copy is current.
    response.sendFile('index.html', { root: directory, headers: { 'cache-control': 'no-cache' } });
  });
  router.use((_request, response) => {
    response.status(404).type('text/plain').send('Not found\n');
  });
  return router;
}

/**
 * Everything comes from our own origin, and no text becomes code. The one exception: monaco, the editor in
 * GraphiQL, positions every line and colours every token with inline styles, and has no other way to do it.
 * Images and fonts as `data:` are the small ones inside GraphiQL's and monaco's style sheets.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The assets get these too: a worker obeys the policy its own script came with, not that of the page. */
const setSecurityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // For browsers that do not know `frame-ancestors`.
    'x-frame-options': 'DENY',
  });
  // Each kind of file says how long it can be kept; what is there already would have its way.
  response.removeHeader('cache-control');
  next();
};
