import { basename, relative } from 'node:path';

/** How the program was called, for messages that can be followed as they are. */
export function calledName(
  script: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (basename(script) === commandName) return commandName;
  if (environment.npm_lifecycle_event === 'cli') return 'npm run cli --';
  return `node ${relative('', script)}`;
}

/** The `bin` of package.json. */
export const commandName = 'delivery-gateway';
