import { expect } from 'vitest';
import type { Environment, GatewayFixture } from '../support/gateway-process.js';

/** A start that must end by itself: with 1, or 78 for settings with mistakes. */
export async function refusedStart(fixture: GatewayFixture, environment: Environment, code = 1) {
  const gateway = fixture.spawn(environment);
  expect(await gateway.exited).toEqual({ code, signal: null });
  return gateway;
}
