import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { EnvironmentVariable } from './environment-variables.js';

/** Variables of the environment, of a file such as `.env`, or both. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A value, and where it comes from in the words of an operator. */
export interface Setting {
  /** Null where the file that should hold it is of no use, which is a mistake already. */
  value: string | null;
  source: string;
}

/** In bytes. The largest value is a URL or a key, which is far below this. */
const maxFileSize = 16_384;

/**
 * Finds a variable: in the environment before `.env`, and in each of them as `NAME`, or in the file that `NAME_FILE` names.
 * Null when it is in neither. What is wrong becomes a sentence in `mistakes`.
 */
export function findSetting(
  variable: EnvironmentVariable,
  environment: Variables,
  dotEnv: Variables,
  mistakes: string[],
): Setting | null {
  const fileName = `${variable.name}_FILE`;
  const isSetIn = (variables: Variables) =>
    variables[variable.name] !== undefined || (variable.hasFile && variables[fileName] !== undefined);
  const [variables, source] = isSetIn(environment) ? [environment, 'environment'] : [dotEnv, '.env'];
  const value = variables[variable.name];
  const path = variable.hasFile ? variables[fileName] : undefined;
  if (value && path) mistakes.push(`Set ${variable.name} or ${fileName}, not both.`);
  if (value) return { value, source };
  return path ? settingInFile(fileName, path, mistakes) : null;
}

/** The line break at the end of a file is of the editor that wrote it, and not of the value. */
function settingInFile(name: string, path: string, mistakes: string[]): Setting {
  try {
    // A pipe would be waited for.
    const file = statSync(path);
    if (!file.isFile()) mistakes.push(`${name} must name a file.`);
    else if (file.size > maxFileSize)
      mistakes.push(`${name} names a file of more than ${maxFileSize} bytes. It must hold the value alone.`);
    else {
      const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
      if (value.trim()) return { value, source: resolve(path) };
      mistakes.push(`The file that ${name} names is empty.`);
    }
  } catch (error) {
    // What is no whole path may be the secret itself, and is not repeated.
    const where = isAbsolute(path) ? path : `a path from ${process.cwd()}`;
    const { code } = error as NodeJS.ErrnoException;
    mistakes.push(`The file that ${name} names cannot be read (${code}): ${where}.`);
  }
  return { value: null, source: name };
}
