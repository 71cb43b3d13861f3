import { Argument, type Command, Option } from 'commander';
import { usageError } from '../terminal/cli-error.js';
import { type Reader, text } from './readers.js';

/** An option of the command line, and the value of the input that it stands for. */
export interface InputOption {
  /** As commander has it, such as `--port <number>`. */
  flags: string;
  /** The way to the value in the input, such as `smtp.port`. */
  path: string;
  help: string;
  reader?: Reader;
  /** What the flag stands for where it takes no value; true, unless told. With `--no-` before its name it is false. */
  value?: null;
}

/** What has to follow the name of a command, such as an id. */
export interface Operand {
  name: string;
  path: string;
  help: string;
  reader?: Reader;
  /** One or more. */
  isSeveral?: true;
  /** None is right, too. */
  isOptional?: true;
}

type Values = Readonly<Record<string, unknown>>;

export function addOption(command: Command, { flags, help, reader = text, value }: InputOption): Option {
  const option = new Option(flags, help);
  if (flags.includes('<')) withReader(option, option.long ?? flags, reader);
  command.addOption(option);
  if (!flags.includes('<') && value === undefined)
    command.addOption(new Option(flags.replace('--', '--no-'), `the opposite of ${flags}`));
  return option;
}

export function addOperand(
  command: Command,
  { name, help, reader = text, isSeveral, isOptional }: Operand,
): void {
  const flags = isSeveral ? `${name}...` : name;
  const argument = new Argument(isOptional ? `[${flags}]` : `<${flags}>`, help);
  withReader(argument, name, isSeveral ? { ...reader, isList: true } : reader);
  command.addArgument(argument);
}

/** Values of options by their paths; what was not given is not there. Of two for the same value, neither is guessed. */
export function optionValues(
  options: readonly InputOption[],
  given: Values,
): [path: string, value: unknown][] {
  const givenFor = new Map<string, string>();
  return options.flatMap(({ flags, path, reader, value }) => {
    const option = new Option(flags);
    const found = given[option.attributeName()];
    if (found === undefined) return [];
    const other = givenFor.get(path);
    if (other) throw usageError(`Give either ${other} or ${option.long}.`);
    givenFor.set(path, option.long ?? flags);
    const isCleared = value === null || (reader?.isClearable && found === '');
    return [[path, isCleared ? null : found]];
  });
}

/** Puts values where their paths lead. */
export function withValues(
  input: object,
  values: readonly (readonly [path: string, value: unknown])[],
): object {
  const result = structuredClone(input);
  for (const [path, value] of values) {
    const names = path.split('.');
    const last = names.pop() as string;
    let place = result as Record<string, unknown>;
    for (const name of names) {
      const inner = place[name];
      place[name] = typeof inner === 'object' && inner !== null ? inner : {};
      place = place[name] as Record<string, unknown>;
    }
    place[last] = value;
  }
  return result;
}

/** The mistake never repeats the text, which may be a secret in the wrong place. */
function withReader(target: Option | Argument, name: string, { read, form, words, isList }: Reader): void {
  if (words) target.choices(words);
  target.argParser((given: string, previous: unknown) => {
    const value = read(given);
    if (value === undefined) throw usageError(`${name} must be ${form}.`);
    return isList && Array.isArray(previous) ? previous.concat(value) : isList ? [value].flat() : value;
  });
}
