import { type ParameterTree, valueAt } from './parameter-tree.js';

// The session comes first, so that `admin.logout` ends it also when a key stands beside it.
const parameters = ['SessionID', 'APIKey', 'AdminAPIKey', 'api_key'].map((name) => [[name]]);

/** Every credential that a request carries. A credential is a text with something in it; nothing else can match. */
export function credentialsOf(sent: ParameterTree, authorization: string | undefined): string[] {
  const bearer = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1];
  const candidates = [...parameters.map((path) => valueAt(sent, path)), bearer];
  return [...new Set(candidates)].filter(
    (candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '',
  );
}
