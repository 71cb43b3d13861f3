import { connect } from 'node:net';
import type { TestApp } from './test-app.js';

export interface WireAnswer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly body: any;
}

/** Anything that asks the legacy API: `path` is what follows the origin. */
export async function ask(app: TestApp, path: string, init: RequestInit = {}): Promise<WireAnswer> {
  const response = await fetch(`${app.url}${path}`, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get body() {
      return JSON.parse(text);
    },
  };
}

/** Posts a body as it stands, which for these tests is usually one that no library would write. */
export function post(
  app: TestApp,
  body: string | Uint8Array<ArrayBuffer>,
  contentType?: string,
  { path = '/api.php', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<WireAnswer> {
  // Only bytes are sent without a content type of fetch's own.
  const bytes = typeof body === 'string' ? new Uint8Array(Buffer.from(body)) : body;
  return ask(app, path, {
    method: 'POST',
    headers: { ...(contentType === undefined ? {} : { 'content-type': contentType }), ...headers },
    body: bytes,
  });
}

export const formType = 'application/x-www-form-urlencoded';
export const jsonType = 'application/json';

export function postForm(app: TestApp, form: string): Promise<WireAnswer> {
  return post(app, form, formType);
}

export function postJson(app: TestApp, value: unknown): Promise<WireAnswer> {
  return post(app, JSON.stringify(value), jsonType);
}

/** A form of these fields, in this order, names and values escaped. */
export function formOf(fields: Readonly<Record<string, string | number>>): string {
  return Object.entries(fields)
    .map((field) => field.map((part) => encodeURIComponent(part)).join('='))
    .join('&');
}

/** Writes these bytes to the server and gives everything that comes back until it hangs up. */
export function writeRaw(app: TestApp, request: string): Promise<string> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setTimeout(10_000, () => socket.destroy(new Error('The server keeps the connection open.')));
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(pieces).toString()));
  });
}

/** Parts of a raw HTTP answer. */
export function partsOf(raw: string): { head: string; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  return { head: raw.slice(0, end), body: raw.slice(end + 4) };
}
