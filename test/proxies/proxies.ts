import { haproxy, nginx } from './configurations.js';
import { findProxy } from './proxy-program.js';

/** Those that are tried; without a program where there is none. */
export const proxies = await Promise.all(
  [nginx, haproxy].map(async (kind) => ({ kind, program: await findProxy(kind.name) })),
);
