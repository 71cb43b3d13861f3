import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Response } from 'express';
import { pieceLength, type Reply, type ReplyFormat } from './reply.js';
import { writeJson } from './write-json.js';
import { writeXml } from './write-xml.js';

/** Backpressure: bytes buffered for a client that reads slowly. */
const maxUnsent = 262_144;

export const contentTypes = { json: 'application/json; charset=utf-8', xml: 'text/xml; charset=utf-8' };
const writers = { json: writeJson, xml: writeXml };

/**
 * Sends a reply piece by piece, no faster than the client reads. A short reply goes out whole, with its length. When
 * a long one fails on the way the connection is cut: an answer that looks complete must be complete.
 */
export async function sendReply(response: Response, reply: Reply, format: ReplyFormat): Promise<void> {
  // Answered already: the time limit has passed, or the gateway stops.
  if (response.writableEnded) return;
  response.status(reply.status);
  response.set({
    'content-type': contentTypes[format],
    'cache-control': 'no-store',
    ...reply.headers,
  });
  let piece = '';
  for await (const text of writers[format](reply.body)) {
    piece += text;
    if (piece.length < pieceLength) continue;
    if (isOver(response)) return;
    response.write(piece);
    if (response.writableLength > maxUnsent) await drained(response);
    else await nextTurn();
    piece = '';
  }
  if (isOver(response)) return;
  if (!response.headersSent) response.set('content-length', String(Buffer.byteLength(piece)));
  response.end(piece);
}

/** The client has disconnected, or was answered already. */
function isOver({ destroyed, writableEnded }: Response): boolean {
  return destroyed || writableEnded;
}

/** Resolves when the client has read on, or has disconnected. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
