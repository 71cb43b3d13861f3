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
import {
  inputFlags,
  inputHelp,
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
  /** Whether the input has `smtp.password`. */
  takesPassword?: true;
  /** What of the payload is asked for. */
  selection: string;
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
  const flags = new Map<string, string>();
  const command = leaf(group, write.name, write.help, async (given) => {
    const gateway = Gateway.from(terminal.environment);
    const input = await inputOf(terminal, write, given);
    const nameOf = (path: string) => (flags.has(path) ? `${path} (${flags.get(path)})` : path);
    const data = await gateway.execute<Record<string, Payload & { userErrors: FieldProblem[] }>>(
      query,
      { input },
      nameOf,
    );
    const payload = data[mutation] as Payload & { userErrors: FieldProblem[] };
    refuseOn(payload.userErrors, nameOf);
    await print(terminal, given.isJson, write.output(payload));
    write.afterwards?.(payload);
  });
  for (const operand of operands) {
    addOperand(command, operand);
    flags.set(operand.path, `<${operand.name}>`);
  }
  for (const option of options) {
    const { long } = addOption(command, option);
    if (long && !flags.has(option.path)) flags.set(option.path, long);
  }
  if (write.takesPassword) {
    addOption(command, { flags: passwordFlags, path: '', help: passwordHelp, reader: passwordPlace });
    flags.set('smtp.password', '--password-from');
  }
  command.option(inputFlags, inputHelp);
}

async function inputOf(
  terminal: Terminal,
  { operands = [], options = [], blank = {}, fixed = {} }: Write<never>,
  given: Given,
): Promise<object> {
  const { input: file, passwordFrom } = given.options;
  if (file === '-' && passwordFrom === 'stdin')
    throw usageError('Standard input can have the input or the password. Give one of them in another way.');
  const json = file === undefined ? blank : { ...blank, ...(await readJsonInput(terminal, file)) };
  const fromOperands = operands.map(({ path }, index) => [path, given.operands[index]] as const);
  const password =
    passwordFrom === undefined
      ? []
      : [['smtp.password', await readPassword(terminal, passwordFrom)] as const];
  return {
    ...withValues(json, [...fromOperands, ...optionValues(options, given.options), ...password]),
    ...fixed,
  };
}
