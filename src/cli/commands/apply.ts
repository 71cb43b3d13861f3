import type { Command } from 'commander';
import { sendPlan } from '../configuration/apply-plan.js';
import { readState } from '../configuration/gateway-state.js';
import { type Plan, planOf } from '../configuration/plan.js';
import {
  type ChangedItem,
  type Counts,
  countsOf,
  hasChanges,
  planText,
  summaryOf,
} from '../configuration/plan-text.js';
import { Gateway } from '../gateway/gateway.js';
import { addOperand, addOption, type InputOption } from '../input/input-option.js';
import { readFileBytes } from '../input/read-input.js';
import { CliError, exitCodes, usageError } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

const options: readonly InputOption[] = [
  { flags: '--dry-run', path: '', help: 'only tell what would change', value: null },
  { flags: '--yes', path: '', help: 'do not ask; needed where there is no terminal to ask at', value: null },
  {
    flags: '--prune',
    path: '',
    help: 'delete the servers and groups that the file does not have, if it has a list of them',
    value: null,
  },
  {
    flags: '--ignore-ids',
    path: '',
    help: 'go by names alone, as for a file from another gateway',
    value: null,
  },
  {
    flags: '--detailed-exit-code',
    path: '',
    help: 'let a dry run end with 8 when something would change',
    value: null,
  },
];

const more = `
Everything is changed in one transaction or nothing is, and nothing that changed since the plan is overwritten.
docs/operations.md has more, under "Configuration in git".
`;

export function defineApply(program: Command, terminal: Terminal): void {
  const help = 'make servers, groups and their channels what a file says';
  const command = leaf(program, 'apply', help, async ({ operands: [file], options: given, isJson }) => {
    const gateway = Gateway.from(terminal.environment);
    // Loaded here alone, as most commands need none of it and start sooner without.
    const { maxFileSize, parseConfiguration, refuse } = await import(
      '../configuration/parse-configuration.js'
    );
    const name = file === '-' ? 'standard input' : printable(file as string);
    const { configuration, placeOf } = parseConfiguration(
      await readFileBytes(terminal, file as string, maxFileSize),
      name,
    );
    const state = await readState(gateway);
    const problems: string[] = [];
    const plan = planOf(configuration, {
      state,
      environment: terminal.environment,
      isPruned: given.prune === true,
      areIdsIgnored: given.ignoreIds === true,
      refuse: (path, message) => problems.push(`${placeOf(path)}: ${message}`),
    });
    refuse(problems);
    const changed = await sendPlan(gateway, plan.items, { placeOf, state, isDryRun: true });
    const counts = countsOf(changed, plan.unchanged);
    const isToDo = hasChanges(counts) && given.dryRun !== true;
    if (!isJson)
      await tell(terminal, { text: planText(changed, state.servers, terminal.isColoured), plan, counts });
    if (isToDo) await confirm(terminal, given.yes === true);
    const toDo = changed.filter(({ change }) => change.kind !== 'UNCHANGED');
    const done = isToDo ? await sendPlan(gateway, toDo, { placeOf, state, isDryRun: false }) : toDo;
    if (isJson)
      await print(terminal, true, { text: '', json: jsonOf(done, { counts, plan, isApplied: isToDo }) });
    else if (isToDo) await terminal.write(`Applied: ${summaryOf(countsOf(done, counts.unchanged), true)}\n`);
    if (given.dryRun && given.detailedExitCode && hasChanges(counts))
      throw new CliError('The gateway is not as the file says.', exitCodes.different);
  });
  command.addHelpText('after', more);
  addOperand(command, { name: 'file', path: '', help: 'the YAML file, or - for standard input' });
  for (const option of options) addOption(command, option);
}

async function tell(
  terminal: Terminal,
  { text, plan, counts }: { text: string; plan: Plan; counts: Counts },
): Promise<void> {
  const below = [...plan.notes, summaryOf(counts, false)].map((line) => `${printable(line)}\n`).join('');
  await terminal.write(text === '' ? below : `${text}\n${below}`);
}

async function confirm(terminal: Terminal, isConfirmed: boolean): Promise<void> {
  if (isConfirmed) return;
  if (!terminal.isInputTerminal)
    throw usageError('Nothing was changed: there is no terminal to ask at. Give --yes to apply this.');
  const answer = await terminal.ask('Apply this? Only "yes" will do: ');
  if (answer.trim() !== 'yes') throw new CliError('Nothing was changed.');
}

interface Result {
  counts: Counts;
  plan: Plan;
  isApplied: boolean;
}

function jsonOf(changed: readonly ChangedItem[], { counts, plan: { notes }, isApplied }: Result): object {
  const changes = changed.map(({ list, name, filePath, change }) => ({
    ...change,
    type: list.startsWith('servers') ? 'server' : 'group',
    name,
    filePath,
  }));
  return { isApplied, counts, changes, notes };
}
