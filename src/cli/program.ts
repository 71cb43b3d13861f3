import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, type CommanderError } from 'commander';
import { programDirectory } from '../installation/program-directory.js';
import { defineAdmins } from './commands/admins.js';
import { defineApply } from './commands/apply.js';
import { defineAudit } from './commands/audit.js';
import { defineBackup } from './commands/backup.js';
import { defineConfig } from './commands/config.js';
import { defineExport } from './commands/export.js';
import { defineGroups } from './commands/groups.js';
import { defineKeys } from './commands/keys.js';
import { defineRoute } from './commands/route.js';
import { defineSchema } from './commands/schema.js';
import { defineSecrets } from './commands/secrets.js';
import { defineServers } from './commands/servers.js';
import { defineTestSmtp } from './commands/test-smtp.js';
import { defineVerify } from './commands/verify.js';
import { defineWatch } from './commands/watch.js';
import { defineCompletion } from './completion.js';
import { type CliError, usageError } from './terminal/cli-error.js';
import type { Terminal } from './terminal/terminal.js';

const help = `
Environment:
  GATEWAY_API_KEY  an API key; never in the command line, where other users can see it
  GATEWAY_URL      where the gateway is; http://127.0.0.1:4000, when left out

Exit codes:
  0  done
  1  refused, or failed; a check that failed, too
  2  the command line, the environment or a file is wrong
  3  there is no such thing
  4  the key is not accepted, or may not do this
  5  the gateway is away or busy, and nothing was done: try again later
  6  changed since the expected version
  7  nothing failed, but not everything could be measured
  8  a dry run with --detailed-exit-code: something would change`;

/** Every command, each described once: commander parses by it and shows its help, and completion reads it. */
export function createProgram(terminal: Terminal, name: string): Command {
  const program = new Command(name)
    .description('Speaks to a running delivery gateway.')
    .addHelpText('after', help)
    .version(version(), '--version')
    .helpCommand(false)
    .exitOverride()
    // Told by whoever catches the error.
    .configureOutput({ outputError: () => {} });
  defineServers(program, terminal);
  defineGroups(program, terminal);
  defineRoute(program, terminal);
  defineVerify(program, terminal);
  defineTestSmtp(program, terminal);
  defineWatch(program, terminal);
  defineKeys(program, terminal);
  defineAudit(program, terminal);
  defineSecrets(program, terminal);
  defineAdmins(program, terminal);
  defineExport(program, terminal);
  defineApply(program, terminal);
  defineConfig(program, terminal);
  defineBackup(program, terminal);
  defineSchema(program, terminal);
  defineCompletion(program, terminal);
  return program;
}

function version(): string {
  const file = join(programDirectory, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

/** What commander has to say, in our words where its own repeat what was typed, which may be a secret; null after the help. */
export function usageErrorFrom({ code, message }: CommanderError, name: string): CliError | null {
  if (code === 'commander.helpDisplayed' || code === 'commander.version') return null;
  const [sentence = '', suggestion] = message.replace(/^error: /, '').split(/\.?\n|\.$/);
  const lines = [sentences.get(code) ?? `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`];
  if (suggestion) lines.push(suggestion.replace(/[()]/g, ''));
  return usageError([...lines, `See ${name} --help.`].join('\n'));
}

const sentences = new Map([
  ['commander.unknownOption', 'There is no such option here.'],
  ['commander.unknownCommand', 'There is no such command.'],
  ['commander.help', 'Name a command.'],
]);
