import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aptComplaint } from '../../../../src/database/embedded/program/private-apt.js';
import { type Machine, noShell, waysOut } from '../../../../src/database/embedded/program/ways-out.js';
import { root } from '../../../structure/documents.js';

const machine = (release: string, platform: Machine['platform'] = 'linux'): Machine => ({
  platform,
  release,
  isRoot: false,
});

const machines: [name: string, Machine, command: string][] = [
  [
    'Debian',
    machine('NAME="Debian GNU/Linux"\nVERSION_ID="13"\nID=debian\n'),
    'sudo apt-get install mariadb-server-core',
  ],
  [
    'Ubuntu 24.04',
    machine('VERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n'),
    'sudo apt-get install mariadb-server-core',
  ],
  [
    'Ubuntu 22.04',
    machine('VERSION_ID="22.04"\nID=ubuntu\nID_LIKE=debian\n'),
    'sudo apt-get install mariadb-server-core-10.6',
  ],
  [
    'Linux Mint, by what it descends from',
    machine('ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22.1"\n'),
    'sudo apt-get install mariadb-server-core',
  ],
  ['Alpine', machine('NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\n'), 'apk add mariadb'],
  ['Fedora', machine('NAME="Fedora Linux"\nID=fedora\nVERSION_ID=43\n'), 'sudo dnf install mariadb-server'],
  [
    'Rocky Linux 9',
    machine('ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.6"\n'),
    'sudo dnf module install mariadb:10.11/server',
  ],
  [
    'RHEL 10',
    machine('ID="rhel"\nID_LIKE="centos fedora"\nVERSION_ID="10.0"\n'),
    'sudo dnf install mariadb-server',
  ],
  [
    'openSUSE',
    machine('ID="opensuse-leap"\nID_LIKE="suse opensuse"\nVERSION_ID="15.6"\n'),
    'sudo zypper install mariadb',
  ],
  ['Arch', machine('ID=arch\nBUILD_ID=rolling\n'), 'sudo pacman -S mariadb'],
  ['macOS', machine('', 'darwin'), 'brew install mariadb'],
  ['Windows', machine('', 'win32'), 'wsl --install -d Ubuntu'],
];

describe('the ways on where no database server can be had', () => {
  it.each(machines)('are told for %s', (_, found, command) => {
    const lines = waysOut(found)
      .split('\n')
      .map((line) => line.trim());
    expect(lines).toContain(command);
    expect(lines.filter((line) => /^[123]\. /.test(line))).toHaveLength(3);
    expect(lines.at(-1)).toBe('docker compose up --detach --build --wait');
    expect(lines.filter((line) => line.includes('DATABASE_URL='))).not.toEqual([]);
  });

  it('do not hide that containers need the network as well', () => {
    expect(waysOut(machine(''))).toContain('in containers, whose images come over the network;');
  });

  it('are told without sudo to root, who may have none', () => {
    const debian = { ...machine('ID=debian\n'), isRoot: true };
    expect(waysOut(debian)).toContain('     apt-get install mariadb-server-core\n');
  });

  it('name versions and programs for a system that is not known', () => {
    for (const release of ['', 'ID=nixos\nVERSION_ID="25.05"\n']) {
      expect(waysOut(machine(release))).toContain(
        'Install MariaDB 10.6 or MySQL 8.0.30, or later, so that mariadbd or mysqld is on the PATH',
      );
    }
  });

  it('are told on Windows, which has no shell for the embedded database, in the words of its own shells', () => {
    const message = noShell(machine('', 'win32'));
    expect(message).toMatch(
      /^the embedded database does not run here, for want of the POSIX shell \/bin\/sh; there are three/,
    );
    expect(message).toContain("$env:DATABASE_URL = 'mysql://user:password@host:3306/database'");
    expect(message).toContain('set DATABASE_URL=mysql://user:password@host:3306/database');
    expect(message).not.toContain('export ');
  });

  it('do not begin with MariaDB in an image that has no shell to guard it', () => {
    expect(noShell(machine('ID=debian\n'))).toMatch(
      /; install one, or set DATABASE_URL=\S+ and SECRETS_KEY$/,
    );
  });

  it('are commands that work in a POSIX shell', () => {
    const settings = waysOut(machine('ID=alpine\n'))
      .split('\n')
      .filter((line) => line.includes('export '));
    const script = [...settings, 'echo "$DATABASE_URL"', 'echo "$SECRETS_KEY"'].join('\n');
    const [url, key] = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n');
    expect(url).toBe('mysql://user:password@host:3306/database');
    expect(Buffer.from(key ?? '', 'base64')).toHaveLength(32);
  });

  it('name a section of the documentation that is there', () => {
    expect(readFileSync(`${root}/docs/operations.md`, 'utf8')).toMatch(/^## Containers$/m);
  });
});

describe('what apt complains of', () => {
  it.each([
    [
      'the reason below an address',
      "Err:1 http://mirror.example bookworm InRelease\n  Temporary failure resolving 'mirror.example'\nW: Some index files failed to download.\n",
      " (Temporary failure resolving 'mirror.example')",
    ],
    [
      'an error',
      'Reading package lists...\nE: Unable to locate package mariadb-server-core\n',
      ' (E: Unable to locate package mariadb-server-core)',
    ],
    ['nothing', 'Reading package lists...\n', ''],
  ])('is %s', (_, output, complaint) => {
    expect(aptComplaint(output)).toBe(complaint);
  });
});
