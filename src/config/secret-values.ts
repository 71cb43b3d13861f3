import { environmentVariables } from './environment-variables.js';
import type { Settings } from './settings.js';

/** Every value that nobody may be told, and what is secret in those of several parts. */
export function readSecretValues(settings: Settings): string[] {
  const values = environmentVariables
    .filter((variable) => 'isSecret' in variable)
    .map(({ name }) => settings.word(name))
    .filter((value) => value !== null);
  return [...new Set(values.flatMap(secretsIn))];
}

function secretsIn(value: string): string[] {
  if (URL.canParse(value) && value.includes('://')) return secretsInAddress(new URL(value));
  // Of several keys each, and of a PEM file the lines between its marks.
  const parts = value.split(/-----[^-]*-----|[\s,]+/).filter((part) => part !== '');
  return [value, ...parts];
}

/** A host and a path are told to people; a database has nothing secret in its query, where TLS is asked for. */
function secretsInAddress({ protocol, username, password, search, searchParams }: URL): string[] {
  const isWeb = /^https?:$/.test(protocol);
  const userInfo = [password, ...(isWeb ? [username] : [])];
  const query = isWeb ? [search.slice(1), ...searchParams.values()] : [];
  return [...userInfo.flatMap((part) => [part, decoded(part)]), ...query].filter((part) => part !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
