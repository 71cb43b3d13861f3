import { parseArgs } from 'node:util';

export const help = `Starts the gateway. Its settings are environment variables: see "Settings" in docs/operations.md.

  npm start                  # with its own database, in .data
  npm start -- --demo        # and, if that is empty, with servers and user groups to look at

  --demo   fill an empty database with demo data; one that is not empty is left alone
  --help   this text

Ctrl-C ends the gateway. The exit code is 0, or 1 when it cannot start or go on, or 2 when the command line is wrong.
`;

const options = { demo: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

/** What the command line asks for; null when it cannot be understood. Its values are never repeated: one may be a key. */
export function readArguments(argv: readonly string[]): { demo?: boolean; help?: boolean } | null {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch {
    return null;
  }
}

export const unknownArguments = 'The gateway takes only --demo and --help. See npm start -- --help.\n';
