import type { TestApp } from '../support/test-app.js';

export function listServers(app: TestApp, parameters: object = {}) {
  return app.legacy({ Command: 'deliveryservers.get', ...parameters });
}

/** The ids of the servers in the order in which the text has them. */
export function idsIn(text: string): number[] {
  return [...text.matchAll(/"(\d+)":\{"DeliveryServerID":"\1"/g)].map(([, id]) => Number(id));
}

export async function entryOf(app: TestApp, id: number) {
  return (await listServers(app)).body.DeliveryServers[id];
}

export async function idsOfServers(app: TestApp): Promise<string[]> {
  return Object.keys((await listServers(app)).body.DeliveryServers ?? {});
}

export async function passedChecks(app: TestApp, id: number): Promise<string[]> {
  const results: Record<string, boolean> = (await entryOf(app, id)).VerificationResults;
  return Object.keys(results).filter((check) => results[check]);
}
