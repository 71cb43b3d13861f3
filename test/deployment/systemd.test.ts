import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commandsIn,
  gatewayStopSeconds,
  startCommand,
  textIn,
  unitValues,
  unknownVariables,
} from './deployment-files.js';

const variables = unitValues('Environment').map((setting) => setting.split('=') as [string, string]);
const credentials = unitValues('LoadCredential').map((setting) => setting.split(':') as [string, string]);
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the unit of systemd', () => {
  it('starts the gateway as npm start does', () => {
    const [program, ...rest] = unitValues('ExecStart')[0]?.split(' ') ?? [];
    expect([program?.split('/').at(-1), ...rest]).toEqual(startCommand);
  });

  it('sets variables that the gateway reads', () => {
    expect(unknownVariables(variables.map(([name]) => name))).toEqual([]);
  });

  it('reads secrets that it is given, and that the documented commands make', () => {
    const read = variables.filter(([name]) => name.endsWith('_FILE')).map(([, path]) => path);
    expect(read).toEqual(credentials.map(([name]) => `%d/${name}`));
    for (const [name, path] of credentials) {
      expect(path).toBe(`/etc/delivery-gateway/${name}`);
      expect(commandsIn('systemd')).toMatch(new RegExp(`> ${name}\\b`));
    }
  });

  it('waits longer than the gateway takes to stop', () => {
    expect(Number(unitValues('TimeoutStopSec')[0])).toBeGreaterThan(gatewayStopSeconds);
  });

  it('does not start a gateway anew whose settings have mistakes', () => {
    expect(textIn('src', 'main.ts')).toContain(
      `const configExitCode = ${unitValues('RestartPreventExitStatus')[0]};`,
    );
  });

  it('lets V8 make code', () => {
    expect(unitValues('MemoryDenyWriteExecute')).toEqual(['no']);
  });

  it.skipIf(!hasSystemd)('has nothing that systemd does not understand', () => {
    const directory = mkdtempSync(join(tmpdir(), 'gateway-unit-'));
    const file = join(directory, 'delivery-gateway.service');
    // Node need not be where the unit expects it.
    writeFileSync(
      file,
      textIn('deploy', 'systemd', 'delivery-gateway.service').replace('/usr/bin/node', process.execPath),
    );
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    expect([status, stderr.split('\n').filter((line) => line.includes('delivery-gateway'))]).toEqual([0, []]);
  });
});
