import type { Command } from 'commander';
import type { RestoredBackup } from '../../backup/service/restore-backup.js';
import type { TakenBackup } from '../../backup/service/take-backup.js';
import { addOperand, addOption } from '../input/input-option.js';
import { CliError, usageError } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { type Given, leaf } from './leaf.js';

const backupHelp = `
It works on DATA_DIR, as a gateway started in this folder would, and needs no API key. The file holds everything but sessions, and
SMTP passwords only as they are sealed: keep the secrets key apart from it. "-" stands for standard output:
  npm run --silent cli -- backup - | age -r age1... > gateway.backup.age
docs/operations.md has more, under "Backup and the secrets key".
`;

const restoreHelp = `
It makes DATA_DIR, or fills it when it is empty, and needs no API key: all of the backup is there afterwards, or nothing. Start the
gateway then. "-" stands for standard input.
`;

/** The two commands that work on the data of a gateway itself, where it runs. */
export function defineBackup(program: Command, terminal: Terminal): void {
  const taking = leaf(
    program,
    'backup',
    'write all data of the embedded database into a file; the gateway may run meanwhile',
    (given) => back(terminal, given, program.version() ?? ''),
  ).addHelpText('after', backupHelp);
  addOperand(taking, { name: 'file', path: '', help: 'the file to make, or - for standard output' });
  addOption(taking, { flags: '--key <file>', path: '', help: 'also write the secrets key, into this file' });
  taking.option('--force', 'replace files that are there');

  const restoring = leaf(
    program,
    'restore',
    'make the embedded database from a backup, where there is none',
    (given) => restore(terminal, given),
  ).addHelpText('after', restoreHelp);
  addOperand(restoring, { name: 'file', path: '', help: 'the backup, or - for standard input' });
  addOption(restoring, {
    flags: '--key <file>',
    path: '',
    help: 'the file with the secrets key of the backup',
  });
}

async function back(terminal: Terminal, { operands: [file], options, isJson }: Given, release: string) {
  const isPiped = file === '-';
  if (isPiped) demandPipe(terminal, isJson);
  const taken = await run(terminal, async (common) => {
    const { takeBackup } = await import('../../backup/service/take-backup.js');
    const to = isPiped ? { stream: terminal.takeOutput() } : { path: file as string };
    const replaces = options.force === true;
    return takeBackup({ ...common, release, to, keyFile: options.key ?? null, replaces });
  });
  const lines = takenLines(taken, file as string, options.key);
  if (isPiped) for (const line of lines) terminal.note(line);
  else await print(terminal, isJson, { text: `${lines.join('\n')}\n`, json: { file, ...taken } });
}

async function restore(terminal: Terminal, { operands: [file], options, isJson }: Given) {
  const restored = await run(terminal, async (common) => {
    const { restoreBackup } = await import('../../backup/service/restore-backup.js');
    const from = file === '-' ? { stream: terminal.input } : { path: file as string };
    return restoreBackup({ ...common, from, keyFile: options.key ?? null });
  });
  await print(terminal, isJson, { text: `${restoredLines(restored).join('\n')}\n`, json: restored });
}

/** Loaded only here, as the other commands need none of it and start sooner without. */
async function run<T>(terminal: Terminal, command: (common: Common) => Promise<T>): Promise<T> {
  const { adviceFor } = await import('../../backup/service/advice.js');
  const { loadConfig } = await import('../../config/config.js');
  const { readDotEnv } = await import('../../config/dot-env.js');
  const signal = terminal.interruption();
  try {
    const config = loadConfig(terminal.environment, readDotEnv());
    return await command({ config, signal, report: (line) => terminal.note(line) });
  } catch (error) {
    throw new CliError(signal.aborted ? 'Interrupted: nothing was made.' : adviceFor(error));
  }
}

type Common = Pick<
  Parameters<typeof import('../../backup/service/take-backup.js').takeBackup>[0],
  'config' | 'signal' | 'report'
>;

function demandPipe({ columns, environment }: Terminal, isJson: boolean): void {
  if (isJson) throw usageError('With "-" the backup itself is what is written: leave out --json.');
  if (columns !== null)
    throw usageError('Standard output is a terminal: name a file, or hand it to a program.');
  if (environment.npm_lifecycle_event && environment.npm_config_loglevel !== 'silent')
    throw usageError('npm writes lines of its own there: use "npm run --silent cli -- backup -".');
}

function takenLines(
  { rows, tables, takenAt, keyIds, keyPlace }: TakenBackup,
  file: string,
  keyFile?: string,
): string[] {
  const what = `${file === '-' ? 'The backup' : file} has ${rows} rows of ${tables} tables, as they were at ${takenAt}.`;
  if (keyIds.length === 0) return [what, 'No SMTP password is stored, so it needs no secrets key.'];
  const keys = keyIds.join(' and ');
  if (keyFile)
    return [
      what,
      `Its SMTP passwords need the secrets key ${keys}, a copy of which is in ${keyFile}. Keep them apart.`,
    ];
  return [
    what,
    keyPlace === null
      ? `Its SMTP passwords need the secrets key ${keys}, which was not found here. Make sure that you have it: nobody can open them without it.`
      : `Its SMTP passwords need the secrets key ${keys}, which is not in it: keep a copy of that elsewhere. It is in ${keyPlace}.`,
  ];
}

function restoredLines({ takenAt, release, keyPlace }: RestoredBackup): string[] {
  return [
    `Everything is there as it was at ${takenAt}, from release ${release}. Start the gateway.`,
    ...(keyPlace === null ? [] : [`The secrets key is in ${keyPlace}.`]),
    'API keys and passwords of administrators are those of then too: revoke again what was revoked since.',
  ];
}
