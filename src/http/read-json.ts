import express, { type RequestHandler } from 'express';
import { GraphQLError } from 'graphql';
import { authenticationIn } from './identify-caller.js';

/** In bytes, unpacked: enough for any request that needs no credential. */
export const maxBytesOfUnknown = 16_384;

/** In characters. Apollo's parser takes time with the square of the blanks in it. */
const maxContentTypeLength = 256;

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
      verify(_request, _response, bytes, encoding) {
        // In other encodings the bytes do not tell what they stand for. RFC 8259 allows no other.
        if (encoding !== 'utf-8') throw new UnreadableCharsetError();
        limitJson(bytes.toString('latin1'));
      },
    });
  const ofKnown = readerOf(maxBytes);
  const ofUnknown = readerOf(maxBytesOfUnknown);
  return (request, response, next) => {
    const contentType = request.headers['content-type'] ?? '';
    if (contentType.length > maxContentTypeLength) throw contentTypeTooLong();
    // Old libraries write it without the hyphen, which the reader does not know.
    request.headers['content-type'] &&= contentType.replace(/\butf8\b/i, 'utf-8');
    if (request.method === 'POST') {
      const read = authenticationIn(response).caller === null ? ofUnknown : ofKnown;
      return read(request, response, next);
    }
    request.body = undefined;
    next();
  };
}

function contentTypeTooLong(): GraphQLError {
  return new GraphQLError(
    `The header Content-Type can have at most ${maxContentTypeLength} characters. Send "application/json".`,
    { extensions: { code: 'BAD_REQUEST', http: { status: 415 } } },
  );
}

class UnreadableCharsetError extends Error {
  readonly status = 415;
  readonly type = 'charset.unsupported';
}
