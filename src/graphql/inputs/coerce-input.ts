import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { type Problem, Reason } from '../../problems/problem.js';
import { cachedBy } from '../cached-by.js';
import { maxErrors } from '../limits.js';

/** A step from the value around; made a path only where something is wrong. */
export interface Place {
  around: Place | null;
  step: string;
}

/**
 * Reads a value as an input type and notes every problem with its own path. Where something is wrong the result has
 * null, so that rules which look at several fields can still judge the others.
 *
 * graphql-js has the same walk (`coerceInputValue`), but reports a missing field at the object around it and repeats
 * the refused value in its message, which may be a password.
 *
 * After 100 problems it stops looking: nobody reads more, and a list of nonsense must not become a longer answer.
 */
export function coerceInput(
  value: unknown,
  type: GraphQLInputType,
  place: Place,
  problems: Problem[],
): unknown {
  if (problems.length >= maxErrors) return null;
  if (isNonNullType(type)) {
    if (value !== null && value !== undefined) return coerceInput(value, type.ofType, place, problems);
    return refuse(place, Reason.REQUIRED, 'This is required and must not be null.', problems);
  }
  if (value === null || value === undefined) return value;
  if (isListType(type)) {
    if (!Array.isArray(value)) return [coerceInput(value, type.ofType, place, problems)];
    return value.map((item, index) =>
      coerceInput(item, type.ofType, { around: place, step: `${index}` }, problems),
    );
  }
  if (isInputObjectType(type)) return coerceObject(value, type, place, problems);
  if (isLeafType(type)) return coerceLeaf(value, type, place, problems);
  throw new TypeError('This is not an input type.');
}

function refuse(place: Place, reason: Reason, message: string, problems: Problem[]): null {
  problems.push({ path: pathTo(place), reason, message });
  return null;
}

function pathTo({ around, step }: Place): string[] {
  return around === null ? [step] : [...pathTo(around), step];
}

/** Of a field that the schema does not know; longer ones are cut. */
const maxNameLength = 100;

function coerceObject(
  value: unknown,
  type: GraphQLInputObjectType,
  place: Place,
  problems: Problem[],
): Record<string, unknown> | null {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return refuse(place, Reason.INVALID, `This must be an object of the type ${type.name}.`, problems);
  }
  const given = value as Record<string, unknown>;
  const fields = type.getFields();
  for (const name of Object.keys(given)) {
    if (fields[name]) continue;
    if (problems.length >= maxErrors) break;
    const unknown = { around: place, step: name.slice(0, maxNameLength) };
    refuse(unknown, Reason.INVALID, `${type.name} has no such field.`, problems);
  }
  const coerced: Record<string, unknown> = {};
  for (const field of fieldsOf(type)) {
    const own = given[field.name];
    const result =
      own === undefined && field.defaultValue !== undefined
        ? field.defaultValue
        : coerceInput(own, field.type, { around: place, step: field.name }, problems);
    if (result !== undefined) coerced[field.name] = result;
  }
  return coerced;
}

/** Listed once for each type, because making the list takes long. */
const fieldsOf = cachedBy((type: GraphQLInputObjectType) => Object.values(type.getFields()));

/** A scalar may say what it expects, or what is wrong with a value, without repeating it. */
function expectationOf(type: GraphQLLeafType, value: unknown): string {
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    return `This must be one of ${names.join(', ')}.`;
  }
  const { expectation } = type.extensions;
  if (typeof expectation === 'function') return expectation(value);
  return typeof expectation === 'string' ? expectation : `This must be a value of the type ${type.name}.`;
}

function coerceLeaf(value: unknown, type: GraphQLLeafType, place: Place, problems: Problem[]): unknown {
  try {
    const parsed = type.parseValue(value);
    if (parsed !== undefined) return parsed;
  } catch {
    // The message of the scalar may repeat the value; ours names the type.
  }
  return refuse(place, Reason.INVALID, expectationOf(type, value), problems);
}
