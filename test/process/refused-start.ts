import { expect } from 'vitest';
import type { Environment, GatewayFixture } from '../support/gateway-process.js';

/** A start that must end by itself with 1. */
export async function refusedStart(fixture: GatewayFixture, environment: Environment) {
  const gateway = fixture.spawn(environment);
  expect(await gateway.exited).toEqual({ code: 1, signal: null });
  return gateway;
}
