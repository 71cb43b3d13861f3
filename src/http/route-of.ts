import { pathOf, paths } from './paths.js';

/** Those of the legacy API come first, and in any folder, as its router has them. */
const routes: readonly [paths: RegExp, route: string][] = [
  [/^(?:\/.*)?\/api\.php$/, '/api.php'],
  [/^(?:\/.*)?\/api\.php\//, '/api.php/*'],
  [/^\/+api\/v1\//, '/api/v1/*'],
  [paths.graphql, '/graphql'],
  [paths.eventStream, '/graphql/stream'],
  [/^\/(?:healthz|readyz|playground|playground\/)?$/, ''],
  [/^\/graphql\//, '/graphql/*'],
  [/^\/playground\/assets\//, '/playground/assets/*'],
  [/^\/playground\//, '/playground/*'],
];

/**
 * The route that a request took, for the log: its path where that is one of ours, with `*` for everything that somebody
 * made up. People paste keys there.
 */
export function routeOf(url: string): string {
  const path = pathOf(url).toLowerCase();
  const found = routes.find(([paths]) => paths.test(path));
  return found === undefined ? '/*' : found[1] || path;
}

/** Whether requests of a route are those of the legacy API. */
export function isLegacyRoute(route: string): boolean {
  return route.startsWith('/api');
}
