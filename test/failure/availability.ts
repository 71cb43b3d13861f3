import { expect } from 'vitest';
import { newServer } from '../support/servers.js';
import type { TestApp } from '../support/test-app.js';

export const envelope = '{"Success":false,"ErrorCode":100005,"ErrorText":"API command failed"}';
export const list = { Command: 'deliveryservers.get' };
export const query = '{ deliveryServers { nodes { name } } }';
export const mutation = `mutation { userGroupCreate(input: { name: "Late" }) { userGroup { id } } }`;

/** Asks everything at once, so that a test takes no longer than the slowest answer. */
export async function expectUnavailable(app: TestApp, milliseconds: number): Promise<void> {
  const begun = Date.now();
  const timed = async <T>(answer: Promise<T>) => {
    const value = await answer;
    expect(Date.now() - begun).toBeLessThan(milliseconds);
    return value;
  };
  const [read, write, graphqlRead, graphqlWrite, ready, health] = await Promise.all([
    timed(app.legacy(list)),
    timed(app.legacy(newServer)),
    timed(app.graphql(query)),
    timed(app.graphql(mutation)),
    timed(fetch(`${app.url}/readyz`)),
    timed(fetch(`${app.url}/healthz`)),
  ]);
  for (const answer of [read, write]) {
    expect([answer.status, answer.text]).toEqual([503, envelope]);
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  for (const answer of [graphqlRead, graphqlWrite]) {
    expect([answer.status, codesOf(answer)]).toEqual([503, ['SERVICE_UNAVAILABLE']]);
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await ready.json()).toEqual({ status: 'unavailable' });
  expect(health.status).toBe(200);
}

export async function expectRecovered(app: TestApp): Promise<void> {
  await expect.poll(() => readiness(app), { timeout: 10_000 }).toBe(200);
  const [read, write, graphqlRead, graphqlWrite] = await Promise.all([
    app.legacy(list),
    app.legacy(newServer),
    app.graphql(query),
    app.graphql(mutation),
  ]);
  expect([read.status, write.status, graphqlRead.status, graphqlWrite.status]).toEqual([200, 200, 200, 200]);
  expect([read.body.Success, write.body.Success]).toEqual([true, true]);
  expect([graphqlRead.errors, graphqlWrite.errors]).toEqual([undefined, undefined]);
}

export async function readiness(app: TestApp): Promise<number> {
  return (await fetch(`${app.url}/readyz`)).status;
}

export function codesOf({ errors }: { errors?: { extensions: { code: string } }[] }): string[] {
  return (errors ?? []).map(({ extensions }) => extensions.code);
}
