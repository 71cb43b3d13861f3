import { type ParameterTree, valueAt } from './parameter-tree.js';

const parameterNames = ['APIKey', 'AdminAPIKey', 'api_key', 'SessionID'];

/** Every credential that a request carries. A credential is a text with something in it; nothing else can match. */
export function credentialsOf(parameters: ParameterTree, authorization: string | undefined): string[] {
  const bearer = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1];
  const candidates = [...parameterNames.map((name) => valueAt(parameters, [[name]])), bearer];
  return [...new Set(candidates)].filter(
    (candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '',
  );
}
