import { legacyPaths } from '../legacy/paths.js';

/** The address of a request as if the gateway were at the root, whether a proxy took its base path away or not. */
export function withoutBasePath(url = '/', basePath: string): string {
  if (basePath === '' || !url.startsWith(basePath)) return url;
  const rest = url.slice(basePath.length);
  if (rest.startsWith('/')) return rest;
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
}

/**
 * The addresses of GraphQL. Like those of the legacy API they may have more slashes than they need, which come from
 * base URLs that end in one and from proxies that add one, and any letter case.
 */
export const paths = {
  /** Queries, mutations, and the WebSocket. */
  graphql: /^\/+graphql\/*$/i,
  /** Subscriptions as server-sent events. */
  eventStream: /^\/+graphql\/+stream\/*$/i,
};

/** What a group matches is made up by clients. The legacy API comes first, and in any folder, as its router has it. */
const routes: readonly [pattern: RegExp, route: string | null][] = [
  ...Object.entries(legacyPaths).map(([route, pattern]): [RegExp, string] => [pattern, route]),
  [paths.graphql, '/graphql'],
  [paths.eventStream, '/graphql/stream'],
  [/^\/(?:healthz|readyz|metrics|playground|playground\/)?$/, null],
  [/^\/graphql(\/.*)$/, '/graphql'],
  [/^\/playground\/assets(\/.*)$/, '/playground/assets'],
  [/^\/playground(\/.*)$/, '/playground'],
];

/** The route of a request, for the log: `*` stands for all that a client made up, because people paste keys there. */
export function routeOf(url: string): string {
  const path = pathOf(url).toLowerCase();
  for (const [pattern, route] of routes) {
    const match = pattern.exec(path);
    if (match) return match[1] ? `${route}/*` : (route ?? path);
  }
  return '/*';
}

/** Whether requests of a route are those of the legacy API. */
export function isLegacyRoute(route: string): boolean {
  return route.startsWith('/api');
}

/** The path of a request, without the host that clients of a proxy put before it: `GET http://host/path`. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '').split('?', 1)[0] || '/';
}
