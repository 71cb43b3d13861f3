import { jsonShape } from '../../json/json-shape.js';
import { requestError } from '../errors/request-error.js';

const maxDepth = 50;
const maxValues = 20_000;
/** The body around the variables, and the object that they are. */
const levelsAround = 2;

/**
 * Refuses variables that are nested deeper than any input, or have more values in them: filters hold filters, so
 * reading such a value to its bottom would take the whole stack, and a long one costs before its length is judged.
 * @throws GraphQLError BAD_USER_INPUT
 */
export function limitVariables(variables: unknown): void {
  let values = 0;
  const look = (value: unknown, depth: number): void => {
    values += 1;
    if (values > maxValues) refuse(`Variables may have at most ${maxValues} values in them.`);
    if (typeof value !== 'object' || value === null) return;
    if (depth > maxDepth) refuse(`Variables may be nested at most ${maxDepth} deep.`);
    for (const item of Object.values(value)) look(item, depth + 1);
  };
  look(variables, 0);
}

/**
 * Refuses JSON that cannot pass {@link limitVariables}, or has as much in another place, before it is parsed.
 * @param text the body of a request, or what it has for variables
 * @throws GraphQLError BAD_USER_INPUT
 */
export function limitJson(text: string): void {
  const { depth, values } = jsonShape(text);
  if (depth > maxDepth + levelsAround) refuse(`Variables may be nested at most ${maxDepth} deep.`);
  // An object or list with nothing in it counts twice there.
  if (values > 2 * maxValues) refuse(`Variables may have at most ${maxValues} values in them.`);
}

function refuse(message: string): never {
  throw requestError(400, 'BAD_USER_INPUT', message);
}
