import { badRequest, RefusedError } from './refusal.js';

type Parameters = Record<string, unknown>;

const names = ['query', 'operationName', 'variables', 'extensions'];
/** Of these, those whose values are JSON. */
export const namesOfJson = ['variables', 'extensions'];

/**
 * Some clients send a parameter that they have no value for: PHP writes its empty array as `[]`, forms and editors
 * write an empty text. These mean what leaving them out means, though they are of the wrong type.
 */
export function isEmptyParameter(name: string, value: unknown): boolean {
  if (namesOfJson.includes(name)) return value === '' || (Array.isArray(value) && value.length === 0);
  return name === 'operationName' && value === '';
}

/** Makes empty parameters of a parsed body null, which every reader behind takes for left out. */
export function clearEmptyParameters(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const parameters = body as Parameters;
  for (const name of names) if (isEmptyParameter(name, parameters[name])) parameters[name] = null;
}

/** The query string of a URL with its question mark; empty when there is none. */
export function searchIn(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

/** The parameters in the query string of a URL, but for the empty ones. */
export function parametersIn(url: string): URLSearchParams {
  const sent = new URLSearchParams(searchIn(url));
  return new URLSearchParams(
    [...sent].filter(([name, text]) => names.includes(name) && !isEmptyText(name, text)),
  );
}

/**
 * The same with their values.
 * @throws RefusedError when one is there twice, or is to be JSON and is not
 */
export function parsedParametersIn(url: string): Parameters {
  const parameters: Parameters = {};
  for (const [name, text] of parametersIn(url)) {
    if (name in parameters) throw new RefusedError(badRequest(400, `Send "${name}" once only.`));
    parameters[name] = namesOfJson.includes(name) ? parsedJson(name, text) : text;
  }
  return parameters;
}

function isEmptyText(name: string, text: string): boolean {
  return isEmptyParameter(name, text) || (namesOfJson.includes(name) && /^\s*(null|\[\s*\])\s*$/.test(text));
}

function parsedJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedError(badRequest(400, `Send "${name}" as JSON.`));
  }
}
