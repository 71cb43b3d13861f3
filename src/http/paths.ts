/**
 * The path in the first line of a request, which may name a host as well: whoever takes the gateway for a proxy sends
 * `GET http://host/path`, and is answered.
 */
export function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '').split('?', 1)[0] || '/';
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
