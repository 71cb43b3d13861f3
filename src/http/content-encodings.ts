import type { RequestHandler } from 'express';

const taken = new Set(['identity', 'gzip', 'deflate', 'br']);

/**
 * Lets the body readers unpack the same on every version of Node; by themselves they take zstd too where Node knows it.
 * They refuse an encoding that they do not know if there is a body at all, so any other is made one of those.
 */
export const limitContentEncodings: RequestHandler = ({ headers }, _response, next) => {
  const encoding = headers['content-encoding'];
  if (encoding && !taken.has(encoding.toLowerCase())) headers['content-encoding'] = 'unknown';
  next();
};
