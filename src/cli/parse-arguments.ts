import { parseArgs } from 'node:util';
import { CliError } from './cli-error.js';

export interface NewKey {
  name: string;
  scopes: string[];
  expiresAt: string | null;
}

export type Command =
  | { name: 'keys create'; key: NewKey }
  | { name: 'keys list' }
  | { name: 'keys revoke'; id: string }
  /** At most this many servers, or all. */
  | { name: 'servers list'; first: number | null }
  | { name: 'schema' };

export interface CliArguments {
  command: Command;
  isJson: boolean;
}

export const help = `Speaks to a running gateway.

  export GATEWAY_API_KEY=<API key>           # never on the command line, where other users can see it
  export GATEWAY_URL=http://127.0.0.1:4000   # this, unless told

  npm run cli -- keys create --name <name> --scopes READ,WRITE [--expires 2027-01-01T00:00:00Z]
  npm run cli -- keys list
  npm run cli -- keys revoke key_7
  npm run cli -- servers list [--first <number>]
  npm run cli -- schema

  --name <name>      what the new key is for
  --scopes <list>    what it may do, with commas: READ, WRITE, VERIFY, SECRETS, ADMIN
  --expires <time>   when it stops working, in RFC 3339 form; never, when left out
  --first <number>   so many servers at most; all, when left out
  --json             for programs; "npm run --silent" leaves out the lines of npm
  --help             this text

The exit code is 0, or 1 when the gateway refused or failed, or 2 when the command line or the environment is wrong.
`;

const options = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  expires: { type: 'string' },
  first: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Option = keyof typeof options;
type Values = { [Name in Option]?: string | boolean | undefined };

/** For each command the options that it takes, beside `--json`, and whether an id follows it. */
const commands: Readonly<Record<Command['name'], { options: readonly Option[]; takesId?: true }>> = {
  'keys create': { options: ['name', 'scopes', 'expires'] },
  'keys list': { options: [] },
  'keys revoke': { options: [], takesId: true },
  'servers list': { options: ['first'] },
  schema: { options: [] },
};

const seeHelp = 'See npm run cli -- --help.';

/**
 * Reads the command line; null when it asks for help.
 * @throws CliError listing all mistakes, never repeating a value, which may be a key
 */
export function parseArguments(argv: readonly string[]): CliArguments | null {
  const { values, positionals } = parsed(argv);
  if (values.help) return null;
  const name = commandNames.find(
    (candidate) => positionals.slice(0, wordsOf(candidate)).join(' ') === candidate,
  );
  if (name === undefined) throw usageError([`The commands are ${commandNames.join(', ')}.`]);
  const operands = positionals.slice(wordsOf(name));
  const mistakes = [...misplaced(name, values), ...wrongCount(name, operands)];
  const command = commandFrom(name, values, operands, mistakes);
  if (mistakes.length > 0) throw usageError(mistakes);
  return { command, isJson: values.json ?? false };
}

const commandNames = Object.keys(commands) as Command['name'][];

function wordsOf(name: Command['name']): number {
  return name.split(' ').length;
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch {
    const names = Object.keys(options).map((name) => `--${name}`);
    throw usageError([`The options are ${names.join(', ')}; all but --json and --help take a value.`]);
  }
}

function misplaced(name: Command['name'], values: Values): string[] {
  const taken: readonly string[] = ['json', ...commands[name].options];
  return Object.keys(values)
    .filter((option) => !taken.includes(option))
    .map((option) => `${name} does not take --${option}.`);
}

function wrongCount(name: Command['name'], operands: readonly string[]): string[] {
  if (!commands[name].takesId) return operands.length === 0 ? [] : [`${name} takes nothing but options.`];
  return operands.length === 1 ? [] : [`${name} needs one id, such as key_7.`];
}

function commandFrom(
  name: Command['name'],
  { name: keyName, scopes, expires, first }: Values,
  [id = '']: readonly string[],
  mistakes: string[],
): Command {
  switch (name) {
    case 'keys create':
      if (!keyName) mistakes.push('Say with --name what the key is for.');
      if (!scopes) mistakes.push('Say with --scopes what the key may do, such as READ,WRITE.');
      if (expires === '') mistakes.push('--expires needs a time such as 2027-01-01T00:00:00Z.');
      return {
        name,
        key: { name: `${keyName}`, scopes: scopeList(`${scopes}`), expiresAt: expires ? `${expires}` : null },
      };
    case 'keys revoke':
      return { name, id };
    case 'servers list':
      if (first !== undefined && !/^[1-9]\d{0,8}$/.test(`${first}`))
        mistakes.push('--first must be a whole number from 1.');
      return { name, first: first === undefined ? null : Number(first) };
    case 'keys list':
    case 'schema':
      return { name };
    default:
      return name satisfies never;
  }
}

function scopeList(text: string): string[] {
  return text.split(',').map((scope) => scope.trim().toUpperCase());
}

function usageError(mistakes: readonly string[]): CliError {
  return new CliError([...mistakes, seeHelp].join('\n'), 2);
}
