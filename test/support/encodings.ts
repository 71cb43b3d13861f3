import type { CommandName } from '../contract/documentation.js';
import { documentation } from '../contract/documentation.js';

export type RequestParameters = Readonly<Record<string, unknown>>;

/** The documented example request without its credential, changed; `undefined` leaves a parameter out. */
export function requestFor(command: CommandName, change: RequestParameters = {}): RequestParameters {
  const { SessionID, ...example } = documentation[command].example.request;
  return { ...example, ...change };
}

/** Every way in which clients send one and the same request. */
export const encodings: Readonly<
  Record<string, (endpoint: string, parameters: RequestParameters) => Promise<Response>>
> = {
  'as JSON': (endpoint, parameters) => postJson(endpoint, 'application/json', parameters),
  'as JSON without a JSON content type': (endpoint, parameters) =>
    postJson(endpoint, 'application/x-www-form-urlencoded', parameters),
  'as JSON with every name in lower case': (endpoint, parameters) =>
    postJson(endpoint, 'application/json', withLowerCaseNames(parameters)),
  'as a form': postForm,
  'as a form with dotted names': (endpoint, parameters) =>
    fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams(formFields(parameters, (outer, inner) => `${outer}.${inner}`)),
    }),
  'as a multipart form': (endpoint, parameters) => {
    const form = new FormData();
    for (const [name, value] of formFields(parameters)) form.append(name, value);
    return fetch(endpoint, { method: 'POST', body: form });
  },
  'in the query string of a POST': (endpoint, parameters) =>
    fetch(`${endpoint}?${new URLSearchParams(formFields(parameters))}`, { method: 'POST' }),
  'in the query string of a GET': (endpoint, parameters) =>
    fetch(`${endpoint}?${new URLSearchParams(formFields(parameters))}`),
};

/** A form knows neither `null` nor an empty list or object, so not every JSON request can be one. */
export function isFormRequest(parameters: RequestParameters): boolean {
  return Object.values(parameters).every(
    (value) => value === undefined || isScalar(value) || isFormObject(value),
  );
}

function isFormObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const members = Object.values(value);
  return members.length > 0 && members.every(isScalar);
}

export function postForm(endpoint: string, parameters: RequestParameters): Promise<Response> {
  return fetch(endpoint, { method: 'POST', body: new URLSearchParams(formFields(parameters)) });
}

function postJson(endpoint: string, contentType: string, parameters: unknown): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: JSON.stringify(parameters),
  });
}

function formFields(
  parameters: RequestParameters,
  nest = (outer: string, inner: string) => `${outer}[${inner}]`,
): [string, string][] {
  return Object.entries(parameters).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    if (isScalar(value)) return [[name, String(value)]];
    return formFields(Object.fromEntries(Object.entries(Object(value)).map(([k, v]) => [nest(name, k), v])));
  });
}

function withLowerCaseNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toLowerCase(), withLowerCaseNames(inner)]),
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
