import busboy from 'busboy';
import { emptyTree, foldNames, type ParameterTree, placeField } from './parameter-tree.js';
import { ProtocolError } from './protocol-error.js';

/** Reads a request body of any form that old clients send. */
export async function readBody(body: Buffer, contentType: string): Promise<ParameterTree> {
  if (body.length === 0) return emptyTree();
  const mediaType = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) return readJson(body);
  if (mediaType === 'multipart/form-data') return readMultipart(body, contentType);
  // `curl -d '{...}'` posts JSON as a form.
  if (startsLikeObject(body)) return readJson(body);
  if (mediaType === 'application/x-www-form-urlencoded' || mediaType === '')
    return readForm(body.toString('utf8'));
  throw new ProtocolError(100001);
}

/** Reads `a=1&b=2`, also from a query string. */
export function readForm(text: string): ParameterTree {
  const tree = emptyTree();
  for (const [name, value] of new URLSearchParams(text)) placeField(tree, name, value);
  return tree;
}

function readJson(body: Buffer): ParameterTree {
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProtocolError(100000);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProtocolError(100000);
  return foldNames(value) as ParameterTree;
}

function readMultipart(body: Buffer, contentType: string): Promise<ParameterTree> {
  const tree = emptyTree();
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new ProtocolError(100001));
    try {
      const limits = { fieldNameSize: 1_000, fieldSize: 1_048_576, fields: 10_000, files: 0 };
      const parser = busboy({ headers: { 'content-type': contentType }, limits, defParamCharset: 'utf8' });
      parser.on('field', (name, value) => {
        try {
          placeField(tree, name, value);
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

function startsLikeObject(body: Buffer): boolean {
  return /^\ufeff?\s*\{/.test(body.toString('utf8', 0, 64));
}
