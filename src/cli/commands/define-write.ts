import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { type FieldProblem, refuseOn } from '../gateway/problems.js';
import {
  addOperand,
  addOption,
  type InputOption,
  type Operand,
  optionValues,
  withValues,
} from '../input/input-option.js';
import { OptionNames } from '../input/option-names.js';
import {
  inputFlags,
  inputHelp,
  type Password,
  passwordFlags,
  passwordHelp,
  passwordPlace,
  readJsonInput,
  readPassword,
} from '../input/read-input.js';
import { wholeNumber } from '../input/readers.js';
import { usageError } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { type Given, leaf } from './leaf.js';

/** A command that is a mutation with one `input`. */
export interface Write<Payload> {
  name: string;
  help: string;
  /** The field of the mutation; the type of its input is named after it. */
  mutation: string;
  operands?: readonly Operand[];
  options?: readonly InputOption[];
  /** What the input has where nothing else is given. */
  blank?: object;
  /** Values of the input that stand fast. */
  fixed?: object;
  /** Whether there has to be something to change, as a change of nothing would make a new version. */
  isUpdate?: true;
  /** The password that the input has, which is never in the command line. */
  password?: Password;
  /** What of the payload is asked for. */
  selection: string;
  /** Judges what a dry run tells, which is asked for first; it throws when nothing must be done. */
  beforehand?: (preview: Payload) => void;
  output: (payload: Payload) => { text: string; json: unknown };
  /** Whether it was done but for something that scripts want to know. */
  afterwards?: (payload: Payload) => void;
}

export const expectedVersion: InputOption = {
  flags: '--expected-version <number>',
  path: 'expectedVersion',
  help: 'the version that you last saw; nothing happens when there is a newer one',
  reader: wholeNumber,
};

export const idempotencyKey: InputOption = {
  flags: '--idempotency-key <text>',
  path: 'idempotencyKey',
  help: 'a text of your choice; sent again with it, the same is not done twice',
};

/** What an update has besides changes. */
const besidesChanges = ['id', expectedVersion.path, idempotencyKey.path];

export function defineWrite<Payload extends object>(
  group: Command,
  terminal: Terminal,
  write: Write<Payload>,
): void {
  const { mutation, operands = [], options = [], selection } = write;
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation Cli($input: ${type}!) {
    ${mutation}(input: $input) { ${selection} userErrors { field code message } }
  }`;
  const names = new OptionNames();
  const command = leaf(group, write.name, write.help, async (given) => {
    const gateway = Gateway.from(terminal.environment);
    const input = await inputOf(terminal, write, given);
    if (write.isUpdate) refuseNoChange(input, write);
    const send = async (variables: object) => {
      const data = await gateway.execute<Record<string, Payload & { userErrors: FieldProblem[] }>>(
        query,
        { input: variables },
        names.of,
      );
      const payload = data[mutation] as Payload & { userErrors: FieldProblem[] };
      refuseOn(payload.userErrors, names.of);
      return payload;
    };
    // Without the key, under which the answer of the dry run would be kept.
    if (write.beforehand) write.beforehand(await send({ ...input, dryRun: true, idempotencyKey: undefined }));
    const payload = await send(input);
    await print(terminal, given.isJson, write.output(payload));
    write.afterwards?.(payload);
  });
  if (write.password) names.add(write.password.path, '--password-from');
  for (const operand of operands) {
    addOperand(command, operand);
    names.add(operand.path, `<${operand.name}>`);
  }
  for (const option of options) {
    const { long } = addOption(command, option);
    if (long) names.add(option.path, long);
  }
  if (write.password) {
    const help = passwordHelp(write.password);
    addOption(command, { flags: passwordFlags, path: '', help, reader: passwordPlace });
  }
  command.option(inputFlags, inputHelp);
}

function refuseNoChange(input: object, { options = [], password }: Write<never>): void {
  const isChange = ([name, value]: [string, unknown]) =>
    !besidesChanges.includes(name) && JSON.stringify(value) !== '{}';
  if (Object.entries(input).some(isChange)) return;
  const changes = options.filter(({ path }) => !besidesChanges.includes(path));
  const flags = [...changes.map(({ flags }) => flags), ...(password ? [passwordFlags] : []), inputFlags];
  const names = flags.map((each) => each.split(' ')[0]);
  throw usageError(`There is nothing to change. Give one of ${names.join(', ')}.`);
}

async function inputOf(
  terminal: Terminal,
  { operands = [], options = [], blank = {}, fixed = {}, password: taken }: Write<never>,
  given: Given,
): Promise<object> {
  const { input: file, passwordFrom } = given.options;
  if (file === '-' && passwordFrom === 'stdin')
    throw usageError('Standard input can have the input or the password. Give one of them in another way.');
  const json = file === undefined ? blank : { ...blank, ...(await readJsonInput(terminal, file)) };
  const fromOperands = operands.map(({ path }, index) => [path, given.operands[index]] as const);
  const password =
    passwordFrom === undefined || taken === undefined
      ? []
      : [[taken.path, await readPassword(terminal, passwordFrom, taken)] as const];
  return {
    ...withValues(json, [...fromOperands, ...optionValues(options, given.options), ...password]),
    ...fixed,
  };
}
