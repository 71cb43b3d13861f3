import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { type EnvironmentVariable, environmentVariables } from '../../src/config/environment-variables.js';
import { root } from '../structure/documents.js';

export function textIn(...path: string[]): string {
  return readFileSync(resolve(root, ...path), 'utf8');
}

export const packageJson = JSON.parse(textIn('package.json'));

/** How `npm start` starts the built program, as words. */
export const startCommand: readonly string[] = packageJson.scripts.start
  .replace('exec ', '')
  .replace('src/start.mjs', 'dist/main.js')
  .split(' ');

/** In seconds. What stops the gateway must wait longer before it kills. */
export const gatewayStopSeconds = 10;

export const defaultPort = Number(environmentVariables.find(({ name }) => name === 'PORT')?.default);

export const compose = parse(textIn('compose.yaml'), { merge: true });

const kubernetesFolder = resolve(root, 'deploy', 'kubernetes');

/** The manifests by their kinds. */
export const manifests = Object.fromEntries(
  readdirSync(kubernetesFolder)
    .map((file) => parse(textIn('deploy', 'kubernetes', file)))
    .map((manifest) => [manifest.kind, manifest]),
);

/** Values of the directives of the systemd unit; a directive may stand there several times. */
export function unitValues(directive: string): string[] {
  const lines = textIn('deploy', 'systemd', 'delivery-gateway.service').split('\n');
  return lines
    .filter((line) => line.startsWith(`${directive}=`))
    .map((line) => line.slice(directive.length + 1));
}

/** Names that are set and that the gateway does not read. */
export function unknownVariables(names: readonly string[]): string[] {
  const variables: readonly EnvironmentVariable[] = environmentVariables;
  const known = variables.flatMap(({ name, hasFile }) => (hasFile ? [name, `${name}_FILE`] : [name]));
  return names.filter((name) => !known.includes(name));
}

/** Code blocks of a section that are for a shell. */
export function commandsIn(section: string): string {
  const page = textIn('docs', 'operations.md');
  const text = page.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...text.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, commands]) => commands).join('\n');
}
