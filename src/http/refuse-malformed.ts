import { randomUUID } from 'node:crypto';
import {
  type IncomingMessage,
  maxHeaderSize,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { addLogFields, type RequestLog } from './log-requests.js';
import { routeOf } from './paths.js';
import { badRequest, type Refusal, wordRefusal } from './refusal.js';

/** What Node says of bytes in which it found no request. */
type ReadError = Error & { code?: string; rawPacket?: Buffer };

const unreadable = badRequest(
  400,
  'This is not a request that HTTP/1.1 knows. In an address, everything but ASCII has to be percent-encoded.',
);
const byCode: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: badRequest(
    431,
    `The address and the headers may have ${maxHeaderSize} bytes together. Send what is long in the body.`,
  ),
  HPE_INVALID_CHUNK_SIZE: badRequest(
    400,
    'The body is not in chunks, although its Transfer-Encoding says so.',
  ),
  HPE_INVALID_TRANSFER_ENCODING: badRequest(400, 'The last Transfer-Encoding of a body has to be "chunked".'),
  HPE_INVALID_EOF_STATE: badRequest(400, 'The request broke off before it was complete.'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: badRequest(413, 'The extensions of the chunks are too long.'),
  ERR_HTTP_REQUEST_TIMEOUT: badRequest(408, 'The request did not arrive in time.'),
};
/** Node would leave out what is beyond a number, and say nothing. */
const maxHeaders = 1_000;
const tooManyHeaders = badRequest(431, `A request may have at most ${maxHeaders} headers.`);
const withoutHost = badRequest(400, 'The header Host is missing.');
const unknownExpectation = badRequest(417, 'The header Expect can only be "100-continue".');
const noProxy = badRequest(405, 'This is not a proxy. Send POST or GET.');

const lingerMilliseconds = 1_000;

/**
 * Answers what never comes to the app, in the form of the interface that it seems to be for, closes the connection, and
 * writes a line into the log. Left to itself, Node answers with nothing. No byte of what came is repeated anywhere.
 * @param server made with `requireHostHeader: false`
 * @param responses of the requests that are not over
 */
export function refuseMalformed(
  server: Server,
  responses: Iterable<ServerResponse>,
  log: Pick<RequestLog, 'request'>,
) {
  server.maxHeadersCount = 0;
  server.on('clientError', (error: ReadError, socket) => {
    // The client is gone, or it goes on with what has been answered.
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const begun = [...responses].find((response) => response.socket === socket);
    // It came whole and may have been carried out: it is answered, and only what follows it is dropped.
    if (begun?.req.complete) return endAfter(begun, socket);
    if (begun?.headersSent) return void socket.destroy();
    const refusal = byCode[error.code ?? ''] ?? unreadable;
    if (begun) refuseBegun(begun, socket, refusal, error.code);
    else refuse(socket, targetIn(error.rawPacket), refusal, error.code);
  });
  server.on('checkExpectation', ({ socket, url }: IncomingMessage) =>
    refuse(socket, url, unknownExpectation, 'EXPECT'),
  );
  server.on('connect', (_request, socket: Duplex) => refuse(socket, '*', noProxy, 'CONNECT'));

  return {
    /** Refuses a request without a Host or with too many headers, and tells whether it did. */
    isRefused({ httpVersion, headers, rawHeaders, url, socket }: IncomingMessage): boolean {
      if (rawHeaders.length > 2 * maxHeaders) refuse(socket, url, tooManyHeaders, 'HEADERS');
      else if (headers.host === undefined && httpVersion === '1.1') refuse(socket, url, withoutHost, 'HOST');
      else return false;
      return true;
    },
    refuse,
  };

  /** Refuses on a connection whose request the app does not answer. */
  function refuse(socket: Duplex, url = '*', refusal: Refusal, reason: string | undefined): void {
    const requestId = randomUUID();
    const path = routeOf(url);
    send(socket, path, refusal, requestId);
    log.request({ requestId, method: '-', path, status: refusal.status, milliseconds: 0, reason });
  }

  /** Its line in the log is written when it closes, and would blame a client that went away. */
  function refuseBegun(response: ServerResponse, socket: Duplex, refusal: Refusal, reason?: string): void {
    addLogFields(response, { status: refusal.status, reason });
    send(socket, routeOf(response.req.url ?? ''), refusal, String(response.getHeader('x-request-id')));
  }

  function send(socket: Duplex, route: string, refusal: Refusal, requestId: string): void {
    const { text, headers } = wordRefusal(route, refusal);
    socket.end(
      [
        `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        `x-request-id: ${requestId}`,
        '',
        text,
      ].join('\r\n'),
    );
    // To close at once, with bytes unread, would take the answer away from a client that is still sending.
    setTimeout(() => socket.destroy(), lingerMilliseconds).unref();
  }
}

function endAfter(response: ServerResponse, socket: Duplex): void {
  if (response.headersSent) response.once('finish', () => socket.end());
  else response.setHeader('Connection', 'close');
}

/** What the first line of a request asks for, as far as it is one. */
function targetIn(packet: Buffer | undefined): string | undefined {
  const start = packet?.subarray(0, 2_000).toString('latin1') ?? '';
  return /^\s*[A-Za-z]+ +([!-~]+)/.exec(start)?.[1];
}
