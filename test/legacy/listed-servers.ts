import type { TestApp } from '../support/test-app.js';

export async function entryOf(app: TestApp, id: number) {
  return (await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers[id];
}

export async function idsOfServers(app: TestApp): Promise<string[]> {
  return Object.keys((await app.legacy({ Command: 'deliveryservers.get' })).body.DeliveryServers ?? {});
}

export async function passedChecks(app: TestApp, id: number): Promise<string[]> {
  const results: Record<string, boolean> = (await entryOf(app, id)).VerificationResults;
  return Object.keys(results).filter((check) => results[check]);
}
