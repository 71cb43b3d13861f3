const texts = {
  100000: 'Invalid request body: it must be a JSON object of reasonable size.',
  100001: 'Invalid request: use POST or GET with JSON, a form or a query string.',
  100003: 'Invalid API command',
  100005: 'API command failed',
  422: 'The idempotency key was used before, for another request',
  429: 'Too many requests (rate limit exceeded)',
  99998: 'Authentication failure or session expired',
  99999: 'Not enough privileges',
} as const;

/** A failure that concerns the request as a whole, not a parameter of a command. */
export class ProtocolError extends Error {
  constructor(
    readonly code: keyof typeof texts,
    readonly status = 400,
    message: string = texts[code],
    /** Of the answer. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
