import { readFile } from 'node:fs/promises';
import { mariaDb } from '../mariadb.js';
import { mySql } from '../mysql.js';

/** What a machine is, as far as it decides about commands. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The content of /etc/os-release; empty where there is none. */
  readonly release: string;
  readonly isRoot: boolean;
}

export async function readMachine(): Promise<Machine> {
  return {
    platform: process.platform,
    release: await readFile('/etc/os-release', 'utf8').catch(() => ''),
    isRoot: process.getuid?.() === 0,
  };
}

type Command = string | ((version: string) => string);

/** By the names that distributions give themselves, or their parents, in os-release. */
const installCommands: readonly [names: readonly string[], command: Command][] = [
  // 22.04 has it under this name alone.
  [['ubuntu'], (version) => `sudo apt-get install mariadb-server-core${version === '22.04' ? '-10.6' : ''}`],
  [['debian'], 'sudo apt-get install mariadb-server-core'],
  [['alpine'], 'apk add mariadb'],
  [['amzn'], 'sudo dnf install mariadb1011-server'],
  // The plain package of 8 and 9 is too old.
  [
    ['rhel', 'centos', 'ol'],
    (version) =>
      `sudo dnf ${/^[89]\b/.test(version) ? 'module install mariadb:10.11/server' : 'install mariadb-server'}`,
  ],
  [['fedora'], 'sudo dnf install mariadb-server'],
  [['suse', 'opensuse', 'sles'], 'sudo zypper install mariadb'],
  [['arch'], 'sudo pacman -S mariadb'],
];

/** Ends every message about a server that cannot be had, so that nobody is left without a way on. */
export function waysOut(machine: Machine): string {
  const { why, commands } = firstWay(machine);
  return [
    'there are three ways on:',
    '',
    `1. ${why}`,
    ...commands.map(indented),
    '2. Use a MySQL or MariaDB server that runs already. Keep the key: it opens the stored SMTP passwords.',
    ...(machine.platform === 'win32' ? windowsSettings : posixSettings).map(indented),
    '3. Run the gateway with a database in containers, whose images come over the network; "Containers" in docs/operations.md has the one command before this:',
    indented('docker compose up --detach --build --wait'),
  ].join('\n');
}

/** What ends the embedded server with the gateway is a shell script. */
export function noShell(machine: Machine): string {
  const reason = 'the embedded database does not run here, for want of the POSIX shell /bin/sh';
  return machine.platform === 'win32'
    ? `${reason}; ${waysOut(machine)}`
    : `${reason}; install one, or set DATABASE_URL=${databaseUrl} and SECRETS_KEY`;
}

function firstWay(machine: Machine): { why: string; commands: string[] } {
  if (machine.platform === 'win32') {
    return {
      why: 'Run the gateway in WSL, the Linux of Windows, with Node 20.19 or later there:',
      commands: ['wsl --install -d Ubuntu', 'npm ci && npm start'],
    };
  }
  const command = installCommand(machine);
  return command
    ? {
        why: 'Install MariaDB, and start again; no service of it has to run:',
        commands: [command, 'npm start'],
      }
    : {
        why: `Install MariaDB ${mariaDb.minVersion} or MySQL ${mySql.minVersion}, or later, so that mariadbd or mysqld is on the PATH, and start again:`,
        commands: ['npm start'],
      };
}

function installCommand({ platform, release, isRoot }: Machine): string | undefined {
  if (platform === 'darwin') return 'brew install mariadb';
  const names = [...fieldOf(release, 'ID').split(' '), ...fieldOf(release, 'ID_LIKE').split(' ')];
  const version = fieldOf(release, 'VERSION_ID');
  for (const name of names) {
    const command = installCommands.find(([known]) => known.includes(name))?.[1];
    if (command === undefined) continue;
    const text = typeof command === 'string' ? command : command(version);
    return isRoot ? text.replace(/^sudo /, '') : text;
  }
  return undefined;
}

/** Of os-release; empty if it is not there. */
export function fieldOf(release: string, name: string): string {
  return new RegExp(`^${name}=["']?([\\w. -]*)`, 'm').exec(release)?.[1] ?? '';
}

const databaseUrl = 'mysql://user:password@host:3306/database';
const makeKey = `node -p "crypto.randomBytes(32).toString('base64')"`;

const posixSettings = [
  `export DATABASE_URL='${databaseUrl}'`,
  `export SECRETS_KEY="$(${makeKey})"`,
  'npm start',
];

const windowsSettings = [
  'in PowerShell:',
  `  $env:DATABASE_URL = '${databaseUrl}'`,
  `  $env:SECRETS_KEY = ${makeKey}`,
  '  npm start',
  'in cmd:',
  `  set DATABASE_URL=${databaseUrl}`,
  `  for /f %k in ('${makeKey}') do set SECRETS_KEY=%k`,
  '  npm start',
];

const indented = (line: string) => `     ${line}`;
