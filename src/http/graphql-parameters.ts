import type { RequestHandler } from 'express';

type Parameters = Record<string, unknown>;

const names = ['query', 'operationName', 'variables', 'extensions'];
const namesOfJson = ['variables', 'extensions'];

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

/** Does that for a request to `/graphql`, in whichever place its parameters are. */
export const clearEmptyParametersOfRequest: RequestHandler = (request, _response, next) => {
  if (request.method === 'GET') request.url = withoutEmptyParameters(request.url);
  else clearEmptyParameters(request.body);
  next();
};

/**
 * The parameters in the query string of a URL.
 * @throws SyntaxError when one is there twice, or is to be JSON and is not
 */
export function parsedParametersIn(url: string): Parameters {
  const parameters: Parameters = {};
  for (const [name, text] of searchParametersOf(withoutEmptyParameters(url))) {
    if (!names.includes(name)) continue;
    if (name in parameters) throw new SyntaxError(`Send "${name}" once only.`);
    parameters[name] = namesOfJson.includes(name) ? parsedJson(name, text) : text;
  }
  return parameters;
}

function withoutEmptyParameters(url: string): string {
  const parameters = searchParametersOf(url);
  const empty = [...parameters].filter(([name, text]) => isEmptyText(name, text));
  if (empty.length === 0) return url;
  for (const [name, text] of empty) parameters.delete(name, text);
  return `${url.split('?', 1)[0]}?${parameters}`;
}

function isEmptyText(name: string, text: string): boolean {
  return isEmptyParameter(name, text) || (namesOfJson.includes(name) && /^\s*(null|\[\s*\])\s*$/.test(text));
}

function searchParametersOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start));
}

function parsedJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(`Send "${name}" as JSON.`);
  }
}
