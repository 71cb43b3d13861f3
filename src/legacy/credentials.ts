import type { Parameters } from './parameters.js';

// The session comes first, so that `admin.logout` ends it also when a key stands beside it.
const names = ['sessionid', 'apikey', 'adminapikey', 'api_key'];

/** Every credential that a request carries. A credential is a text with something in it; nothing else can match. */
export function credentialsOf(sent: Parameters, authorization: string | undefined): string[] {
  const bearer = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1];
  const candidates = [...names.map((name) => sent.at([[name]])), bearer];
  return [...new Set(candidates)].filter(
    (candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '',
  );
}
