import { parseArgs } from 'node:util';
import { ImportError } from './import-error.js';

/** Where the answer of the old installation comes from. */
export type Source = { kind: 'url'; url: URL; key: string } | { kind: 'file'; path: string };

export interface ImportArguments {
  source: Source;
  isDryRun: boolean;
  skipsRefused: boolean;
}

export const help = `Imports the delivery servers of an old installation, with their ids, SMTP passwords, verification
results and user groups, into the database that the gateway with the same environment uses.

  OLD_API_KEY=<API key> npm run import -- --from https://old.example.com/api.php
  npm run import -- --file saved.json

  --from <address>   api.php of the old installation, which is asked for deliveryservers.get
  --key <API key>    an admin API key of the old installation; better given in the environment
                     variable OLD_API_KEY, since npm prints arguments and other users can see them
  --file <path>      a saved answer of deliveryservers.get, instead of --from
  --dry-run          say what would happen and change nothing
  --skip-refused     import the other servers when some are refused; without it nothing is imported then
  --help             this text

What is already there is never changed, so an import can be repeated. An embedded database is started for the
time of the command: stop the gateway first. The exit code is 0, or 1 when something was refused or failed.
`;

const options = {
  from: { type: 'string' },
  key: { type: 'string' },
  file: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'skip-refused': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line; null when it asks for help.
 * @throws ImportError listing all mistakes, never repeating a value, which may be the key
 */
export function parseArguments(
  argv: readonly string[],
  env: Record<string, string | undefined>,
): ImportArguments | null {
  const values = optionValues(argv);
  if (values.help) return null;
  const mistakes: string[] = [];
  const source = readSource(values, values.key ?? env.OLD_API_KEY ?? '', mistakes);
  if (source === null || mistakes.length > 0) throw new ImportError([...mistakes, seeHelp].join('\n'));
  return {
    source,
    isDryRun: values['dry-run'] ?? false,
    skipsRefused: values['skip-refused'] ?? false,
  };
}

const seeHelp = 'See npm run import -- --help.';

function optionValues(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch {
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new ImportError(
      `The options are ${names.join(', ')}; --from, --key and --file take a value.\n${seeHelp}`,
    );
  }
}

function readSource(
  { from, file }: { from?: string; file?: string },
  key: string,
  mistakes: string[],
): Source | null {
  if ((from === undefined) === (file === undefined)) {
    mistakes.push('Give either --from with the address of the old api.php, or --file with a saved answer.');
    return null;
  }
  if (file !== undefined) {
    if (file === '') mistakes.push('--file needs the path of a file.');
    return { kind: 'file', path: file };
  }
  const url = from !== undefined && URL.canParse(from) ? new URL(from) : null;
  const isWebAddress = url !== null && /^https?:$/.test(url.protocol);
  if (!isWebAddress) mistakes.push('--from must be an address such as https://old.example.com/api.php.');
  if (key === '') mistakes.push('Give the API key of the old installation in OLD_API_KEY or with --key.');
  return isWebAddress ? { kind: 'url', url, key } : null;
}
