import type { Canaries } from './canaries.js';
import type { Sent, WatchedGateway } from './watched-gateway.js';

/** One way in which a secret gets to a gateway. */
export type WayIn = (gateway: WatchedGateway, canaries: Canaries, way: string) => Promise<unknown>;

export const json = { 'content-type': 'application/json' };
export const form = { 'content-type': 'application/x-www-form-urlencoded' };

export const inJson = (fields: object): Sent => ({
  path: '/api.php',
  headers: json,
  body: JSON.stringify(fields),
});
export const inForm = (fields: Record<string, string>): Sent => ({
  path: '/api.php',
  headers: form,
  body: new URLSearchParams(fields).toString(),
});
export const inQuery = (fields: Record<string, string>): Sent => ({
  method: 'GET',
  path: `/api.php?${new URLSearchParams(fields)}`,
});

/** Each way, made of what is told of it. */
export function waysOf<Value>(
  values: Record<string, Value>,
  toWay: (value: Value) => WayIn,
): Record<string, WayIn> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toWay(value)]));
}
