import { createHash } from 'node:crypto';

const believedMilliseconds = 5_000;

/** Tells whether an API key is valid; believed for 5 seconds, as in the gateway. */
export function createKeyCheck(execute) {
  const believedUntil = new Map();
  return async (key) => {
    if (!key) return false;
    if (believedUntil.get(key) > Date.now()) return true;
    const hash = createHash('sha256').update(key).digest();
    const rows = await execute('SELECT id FROM api_keys WHERE key_hash = ? AND revoked_at IS NULL', [hash]);
    if (rows.length === 0) return false;
    believedUntil.set(key, Date.now() + believedMilliseconds);
    return true;
  };
}

/** The key of a request over HTTP. */
export function bearerKey(authorization) {
  return authorization?.startsWith('Bearer ') ? authorization.slice(7) : null;
}
