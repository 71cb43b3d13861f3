import { setImmediate as nextTurn } from 'node:timers/promises';
import busboy from 'busboy';
import { textFromLatin1 } from './decode-text.js';
import type { Parameters } from './parameters.js';
import { ProtocolError } from './protocol-error.js';

const limits = { fieldNameSize: 1_000, fieldSize: 1_048_576, files: 0 };

/** Parsed per turn of the event loop, so that other requests go on. */
const bytesPerTurn = 8_192;

/** Reads a multipart form. The first thing that is wrong with it ends the reading. */
export async function readMultipart(
  body: Buffer,
  contentType: string,
  parameters: Parameters,
): Promise<void> {
  const parser = parserFor(contentType);
  let problem: unknown = null;
  const note = (found: unknown) => {
    problem ??= found;
  };
  const refuse = () => note(new ProtocolError(100001));
  parser.on('field', (name, value, info) => {
    // A part without a name is no parameter; PHP skips it too.
    if (name === undefined) return;
    if (info.nameTruncated || info.valueTruncated) return refuse();
    try {
      parameters.place(textFromLatin1(name), textFromLatin1(value));
    } catch (error) {
      note(error);
    }
  });
  parser.on('filesLimit', refuse);
  parser.on('error', refuse);
  for (let at = 0; at < body.length && problem === null; at += bytesPerTurn) {
    parser.write(body.subarray(at, at + bytesPerTurn));
    await nextTurn();
  }
  if (problem === null) {
    const isOver = new Promise((resolve) => parser.once('close', resolve));
    parser.end();
    await isOver;
  }
  if (problem !== null) throw problem;
}

function parserFor(contentType: string): busboy.Busboy {
  try {
    // Latin-1 gives every byte back as it is, so that the text can be decoded like that of any other form.
    const charsets = { defCharset: 'latin1', defParamCharset: 'latin1' };
    return busboy({ headers: { 'content-type': contentType }, limits, ...charsets });
  } catch {
    throw new ProtocolError(100001);
  }
}
