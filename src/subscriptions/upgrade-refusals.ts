import type { Refusal } from '../http/refusal.js';

// Why a request does not become a WebSocket.

export const wrongAddress: Refusal = {
  status: 404,
  message: 'WebSockets are at /graphql.',
  extensions: { code: 'NOT_FOUND' },
  failure: null,
};

export const tooManyConnections: Refusal = {
  status: 503,
  message: 'Too many open connections. Try again later.',
  extensions: { code: 'SERVICE_UNAVAILABLE' },
  failure: 'UNAVAILABLE',
};

/** The version is what RFC 6455 wants told to who speaks another. */
export const noHandshake: Refusal = {
  status: 400,
  message:
    'This cannot become a WebSocket: it has to be a GET with the headers Sec-WebSocket-Key and "Sec-WebSocket-Version: 13".',
  extensions: { code: 'BAD_REQUEST' },
  failure: null,
  headers: { 'sec-websocket-version': '13' },
};
