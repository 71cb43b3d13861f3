import { JsonObject } from '../json/json-value.js';
import { parseJson } from '../json/parse-json.js';
import { charsetOf, decodeAs, decodeText } from './decode-text.js';
import { readForm } from './form.js';
import { readMultipart } from './multipart.js';
import { Parameters } from './parameters.js';
import { ProtocolError } from './protocol-error.js';
import type { SizeBudget } from './request-limits.js';

/** Reads a request body of any form that old clients send. */
export async function readBody(body: Buffer, contentType: string, budget: SizeBudget): Promise<Parameters> {
  const parameters = new Parameters(budget);
  if (body.length === 0) return parameters;
  const charset = charsetOf(contentType);
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isForm = mediaType === 'application/x-www-form-urlencoded' || mediaType === '';
  if (mediaType === 'multipart/form-data') await readMultipart(body, contentType, parameters);
  // `curl -d '{...}'` posts JSON as a form.
  else if (mediaType === 'application/json' || mediaType.endsWith('+json') || startsLikeObject(body))
    parameters.placeAll(documentFrom(decodeJson(body, charset), budget));
  else if (isForm) await readForm(body.toString('latin1'), parameters, charset);
  else throw new ProtocolError(100001);
  return parameters;
}

function decodeJson(body: Buffer, charset: string | null): string {
  const text = charset === null ? decodeAs('utf-8', body) : decodeText(body, charset);
  // JSON that is not UTF-8, and does not say what it is, was never accepted: PHP refuses it.
  if (text === null) throw new ProtocolError(charset === null ? 100000 : 100001);
  return text.replace(/^\ufeff/, '');
}

function documentFrom(text: string, budget: SizeBudget): JsonObject {
  let value: unknown;
  try {
    value = parseJson(text, budget);
  } catch (error) {
    throw error instanceof SyntaxError ? new ProtocolError(100000) : error;
  }
  if (!(value instanceof JsonObject)) throw new ProtocolError(100000);
  return value;
}

function startsLikeObject(body: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*\{/.test(body.toString('latin1'));
}
