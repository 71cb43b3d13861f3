import express, { type RequestHandler } from 'express';
import { authenticationIn } from './identify-caller.js';
import { badRequest, RefusedError } from './refusal.js';

/** In bytes, unpacked: enough for any request that needs no credential. */
export const maxBytesOfUnknown = 16_384;

/** In characters. Apollo's parser takes time with the square of the blanks in it. */
const maxContentTypeLength = 256;
const contentTypeTooLong = badRequest(
  415,
  `The header Content-Type can have at most ${maxContentTypeLength} characters. Send "application/json".`,
);

const noJson = badRequest(
  415,
  'Send the operation as JSON, with the header "Content-Type: application/json".',
);

/**
 * Reads the JSON body of a POST: a small one of anybody, a large one of a caller who is known. Both are looked at before
 * they are parsed. A body of another method is not read; nothing could be in it.
 * @param maxBytes how large the body of a known caller may be, unpacked
 * @param limitJson throws at text that must not be parsed; gets bytes of UTF-8 as one character each
 */
export function readJson(maxBytes: number, limitJson: (text: string) => void): RequestHandler {
  const readerOf = (limit: number) =>
    express.json({
      limit,
      // The type is looked at below, by `request.is`.
      type: () => true,
      verify(_request, _response, bytes, encoding) {
        // In other encodings the bytes do not tell what they stand for. RFC 8259 allows no other.
        if (encoding !== 'utf-8') throw new RefusedError(badRequest(415, 'Send the body in UTF-8.'));
        limitJson(bytes.toString('latin1'));
      },
    });
  const ofKnown = readerOf(maxBytes);
  const ofUnknown = readerOf(maxBytesOfUnknown);
  return (request, response, next) => {
    const contentType = request.headers['content-type'] ?? '';
    if (contentType.length > maxContentTypeLength) throw new RefusedError(contentTypeTooLong);
    // Old libraries write it without the hyphen, which the reader does not know.
    request.headers['content-type'] &&= contentType.replace(/\butf8\b/i, 'utf-8');
    if (request.method === 'POST') {
      // Null means that there is no body; what is missing then is told by who needs it.
      if (request.is('application/json') === false) throw new RefusedError(noJson);
      const read = authenticationIn(response).caller === null ? ofUnknown : ofKnown;
      return read(request, response, next);
    }
    request.body = undefined;
    next();
  };
}

/** The encodings of a body that its readers unpack. */
const encodings = new Set(['identity', 'gzip', 'deflate', 'br']);

/**
 * Makes body readers unpack the same on every version of Node; by themselves they take zstd too where Node knows it. They
 * refuse an encoding that they do not know if there is a body at all, so any other is made one of those.
 */
export const limitContentEncodings: RequestHandler = ({ headers }, _response, next) => {
  const encoding = headers['content-encoding'];
  if (encoding && !encodings.has(encoding.toLowerCase())) headers['content-encoding'] = 'unknown';
  next();
};
