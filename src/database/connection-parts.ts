/** What a driver needs to know, as it is, with nothing percent-encoded any more. */
export interface ConnectionParts {
  host: string;
  port: number;
  username: string;
  password: string;
  database: string;
}

const defaultPort = 3306;

/**
 * Takes `mysql://user:password@host:port/database` apart. The drivers would do it, each with faults of its own: in the
 * name of the database, in IPv6 addresses.
 */
export function connectionParts(address: string): ConnectionParts {
  const { hostname, port, username, password, pathname } = new URL(address);
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? defaultPort : Number(port),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}
