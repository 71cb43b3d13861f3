import { Agent, request as send } from 'node:http';

const deadlineMilliseconds = 120_000;

/** Connections that stay, for many requests in a row. */
export const lastingConnections = () => new Agent({ keepAlive: true });

/** Sends one request and gives the answer's status and text. */
export async function fetchUrl(url, request, agent) {
  const pieces = [];
  const { status } = await exchange(url, request, { agent, onPiece: (piece) => pieces.push(piece) });
  return { status, text: Buffer.concat(pieces).toString() };
}

/**
 * Sends one request and takes the answer as it comes.
 * @returns status, bytes, and milliseconds to the first and to the last byte of the body
 */
export function exchange(url, { method, path, headers, body }, { agent, onPiece = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = send(
      new URL(path, url),
      {
        method,
        headers: { ...headers, ...length },
        agent,
        signal: AbortSignal.timeout(deadlineMilliseconds),
      },
      (response) => {
        let firstByte = null;
        let bytes = 0;
        response.on('data', (piece) => {
          firstByte ??= performance.now() - begun;
          bytes += piece.length;
          onPiece(piece);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode, bytes, firstByte, total: performance.now() - begun }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
