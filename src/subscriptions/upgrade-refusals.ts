import { badRequest, type Refusal, unavailable } from '../http/refusal.js';

// Why a request does not become a WebSocket.

export const wrongAddress: Refusal = {
  ...badRequest(404, 'WebSockets are at /graphql.'),
  extensions: { code: 'NOT_FOUND' },
};
export const wrongOrigin: Refusal = {
  ...badRequest(
    403,
    'Pages of this origin may not open a WebSocket here. Add the origin to CORS_ORIGINS; or, if it is the address of the gateway itself, let the proxy in front pass on the header Host.',
  ),
  extensions: { code: 'FORBIDDEN' },
};
export const tooManyConnections = unavailable('Too many open connections. Try again later.');
/** RFC 6455 wants the version told to clients that speak another. */
export const noHandshake = badRequest(
  400,
  'This cannot become a WebSocket: it has to be a GET with the headers Sec-WebSocket-Key and "Sec-WebSocket-Version: 13".',
  { 'sec-websocket-version': '13' },
);
