import {
  type GraphQLInputField,
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
    problems.push({
      path: pathTo(place),
      reason: Reason.REQUIRED,
      message: 'This is required and must not be null.',
    });
    return null;
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
    problems.push({
      path: pathTo(place),
      reason: Reason.INVALID,
      message: `This must be an object of the type ${type.name}.`,
    });
    return null;
  }
  const given = value as Record<string, unknown>;
  const known = type.getFields();
  for (const name of Object.keys(given)) {
    if (known[name]) continue;
    if (problems.length >= maxErrors) break;
    problems.push({
      path: pathTo({ around: place, step: name.slice(0, maxNameLength) }),
      reason: Reason.INVALID,
      message: `${type.name} has no such field.`,
    });
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

/** Listed once for each type: its fields are an object to look things up in, of which a list takes long to make. */
const listed = new WeakMap<GraphQLInputObjectType, readonly GraphQLInputField[]>();

function fieldsOf(type: GraphQLInputObjectType): readonly GraphQLInputField[] {
  const before = listed.get(type);
  if (before) return before;
  const fields = Object.values(type.getFields());
  listed.set(type, fields);
  return fields;
}

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
  problems.push({ path: pathTo(place), reason: Reason.INVALID, message: expectationOf(type, value) });
  return null;
}
