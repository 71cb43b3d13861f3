import busboy from 'busboy';
import { parseJson } from '../json/json-number.js';
import { charsetOf, decodeAs, decodeText } from './decode-text.js';
import { readForm } from './form.js';
import {
  deepest,
  emptyTree,
  foldParameters,
  type ParameterTree,
  placeField,
  UnusableParametersError,
} from './parameter-tree.js';
import { ProtocolError } from './protocol-error.js';
import type { PartCount } from './request-limits.js';

/** How deep a JSON text is nested, and how many names, objects and lists it has; told without parsing it. */
export type MeasureJson = (text: string) => { depth: number; parts: number };

/** Reads a request body of any form that old clients send. */
export async function readBody(
  body: Buffer,
  contentType: string,
  parts: PartCount,
  measureJson: MeasureJson,
): Promise<ParameterTree> {
  if (body.length === 0) return emptyTree();
  const charset = charsetOf(contentType);
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'application/json' || mediaType.endsWith('+json'))
    return readJson(decodeJson(body, charset), parts, measureJson);
  if (mediaType === 'multipart/form-data') return readMultipart(body, contentType, parts);
  // `curl -d '{...}'` posts JSON as a form.
  if (startsLikeObject(body)) return readJson(decodeJson(body, charset), parts, measureJson);
  if (mediaType === 'application/x-www-form-urlencoded' || mediaType === '') {
    return readForm(body.toString('latin1'), parts, charset);
  }
  throw new ProtocolError(100001);
}

function decodeJson(body: Buffer, charset: string | null): string {
  const text = charset === null ? decodeAs('utf-8', body) : decodeText(body, charset);
  // JSON that is not UTF-8, and does not say what it is, was never accepted: PHP refuses it.
  if (text === null) throw new ProtocolError(charset === null ? 100000 : 100001);
  return text.replace(/^\ufeff/, '');
}

function readJson(text: string, parts: PartCount, measureJson: MeasureJson): ParameterTree {
  const measured = measureJson(text);
  if (measured.depth > deepest) throw new UnusableParametersError();
  parts.add(measured.parts);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new ProtocolError(100000);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProtocolError(100000);
  return foldParameters(value as Record<string, unknown>, parts);
}

const limits = { fieldNameSize: 1_000, fieldSize: 1_048_576, fields: 10_000, files: 0 };

function readMultipart(body: Buffer, contentType: string, parts: PartCount): Promise<ParameterTree> {
  const tree = emptyTree();
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new ProtocolError(100001));
    try {
      // Latin-1 gives every byte back as it is, so that the text can be decoded like that of any other form.
      const parser = busboy({
        headers: { 'content-type': contentType },
        limits,
        defCharset: 'latin1',
        defParamCharset: 'latin1',
      });
      parser.on('field', (name, value, info) => {
        // A part without a name is no parameter; PHP skips it too.
        if (name === undefined) return;
        const isCut = info.nameTruncated || info.valueTruncated;
        if (isCut) return refuse();
        try {
          parts.add(placeField(tree, textFromLatin1(name), textFromLatin1(value)));
        } catch (error) {
          reject(error);
        }
      });
      parser.on('filesLimit', refuse);
      parser.on('fieldsLimit', refuse);
      parser.on('error', refuse);
      parser.on('close', () => resolve(tree));
      parser.end(body);
    } catch {
      refuse();
    }
  });
}

function textFromLatin1(latin1: string): string {
  return decodeText(Buffer.from(latin1, 'latin1'), null) ?? latin1;
}

function startsLikeObject(body: Buffer): boolean {
  return /^(?:\xef\xbb\xbf)?\s*\{/.test(body.toString('latin1'));
}
