import type { GraphQLError } from 'graphql';
import { requestError } from '../errors/request-error.js';
import { maxCost } from '../limits.js';

const costOfPoint = 100;

/** The points that an operation uses up of its caller's limit. */
export function pointsFor(cost: number): number {
  return Math.max(1, Math.ceil(cost / costOfPoint));
}

/** The refusal of an operation that costs too much, or null. */
export function costRefusal(cost: number): GraphQLError | null {
  if (cost <= maxCost) return null;
  const message = `This operation could cost ${cost}, and ${maxCost} is the most. Ask for smaller pages, or for less at once.`;
  return requestError(400, 'COST_LIMIT_EXCEEDED', message, { cost, limit: maxCost });
}
