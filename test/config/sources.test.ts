import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { describeConfig } from '../../src/config/describe-config.js';
import { readDotEnv } from '../../src/config/dot-env.js';
import { environmentVariables } from '../../src/config/environment-variables.js';
import { keyIdOf } from '../../src/secrets/key-ring.js';
import { mistakesIn } from './mistakes.js';

const directory = mkdtempSync(join(tmpdir(), 'config-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

function link(name: string): string {
  const path = join(directory, name);
  symlinkSync(path, path);
  return path;
}

const secretsKey = Buffer.alloc(32, 9).toString('base64');
const newerKey = Buffer.alloc(32, 8).toString('base64');
const url = 'mysql://user:pass@db.example.com:3306/gateway';

describe('a file named by a variable with _FILE', () => {
  it.each<[string, string, object]>([
    ['DATABASE_URL', `${url}\n`, { database: { kind: 'external', url, tls: null } }],
    ['SECRETS_KEY', `${secretsKey}\r\n`, { secretsKeys: [Buffer.alloc(32, 9)] }],
    [
      'SECRETS_KEY',
      `${newerKey}\n${secretsKey}\n`,
      { secretsKeys: [Buffer.alloc(32, 8), Buffer.alloc(32, 9)] },
    ],
    ['ADMIN_API_KEY', 'the old key', { adminApiKey: 'the old key' }],
    [
      'ADMIN_PASSWORD',
      '  eight characters  \n',
      { administrator: { username: 'ada', password: '  eight characters  ' } },
    ],
  ])('holds %s', (name, content, expected) => {
    const others = { SECRETS_KEY: secretsKey, ADMIN_USERNAME: 'ada', ADMIN_PASSWORD: '12345678' };
    const env: Record<string, string | undefined> = {
      ...others,
      [name]: undefined,
      [`${name}_FILE`]: file(name, content),
    };
    expect(loadConfig(env)).toMatchObject(expected);
  });

  it.each([
    [
      'that does not exist',
      join(directory, 'nothing'),
      /that ADMIN_API_KEY_FILE names cannot be read \(ENOENT\)/,
    ],
    ['that is a link to itself', link('loop-key'), /that ADMIN_API_KEY_FILE names cannot be read \(ELOOP\)/],
    ['that is a folder', directory, /ADMIN_API_KEY_FILE must name a file/],
    ['that is no end of zeros', '/dev/zero', /ADMIN_API_KEY_FILE must name a file/],
    ['that is empty', file('empty', '\n'), /The file that ADMIN_API_KEY_FILE names is empty/],
    ['that is large', file('large', 'k'.repeat(16_385)), /more than 16384 bytes/],
  ])('%s is refused', (_, path, expected) => {
    const mistakes = mistakesIn({ ADMIN_API_KEY_FILE: path });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
  });

  it.each(environmentVariables.filter((variable) => 'hasFile' in variable))(
    'that is of no use is told of $name as well',
    ({ name }) => {
      const path = join(directory, 'nothing');
      const sentence = `  - The file that ${name}_FILE names cannot be read (ENOENT): ${path}.`;
      expect(mistakesIn({ [`${name}_FILE`]: path })).toContain(sentence);
      const both = mistakesIn({ [`${name}_FILE`]: path, [name]: 'canary' });
      expect(both).toContain(`  - Set ${name} or ${name}_FILE, not both.`);
      expect(both.join()).not.toContain('canary');
    },
  );

  it.skipIf(process.getuid?.() === 0)('that this user may not read is refused', () => {
    const path = file('unreadable', secretsKey);
    chmodSync(path, 0o000);
    expect(mistakesIn({ SECRETS_KEY_FILE: path })).toEqual([
      `  - The file that SECRETS_KEY_FILE names cannot be read (EACCES): ${path}.`,
    ]);
  });

  it('is one mistake where it is of no use, though others need the variable', () => {
    const path = join(directory, 'nothing');
    expect(mistakesIn({ DATABASE_URL: url, SECRETS_KEY_FILE: path })).toEqual([
      `  - The file that SECRETS_KEY_FILE names cannot be read (ENOENT): ${path}.`,
    ]);
    expect(mistakesIn({ ADMIN_USERNAME: 'ada', ADMIN_PASSWORD_FILE: path })).toEqual([
      `  - The file that ADMIN_PASSWORD_FILE names cannot be read (ENOENT): ${path}.`,
    ]);
  });

  it('is refused beside the variable itself', () => {
    expect(mistakesIn({ ADMIN_API_KEY: '12345678', ADMIN_API_KEY_FILE: file('key', '12345678') })).toEqual([
      '  - Set ADMIN_API_KEY or ADMIN_API_KEY_FILE, not both.',
    ]);
  });

  it('is held to the rules of the variable', () => {
    expect(mistakesIn({ SECRETS_KEY_FILE: file('short', 'short') }).join()).toContain(
      'SECRETS_KEY must be 32 bytes in base64',
    );
  });

  it('can hold secrets alone', () => {
    expect(loadConfig({ PORT_FILE: file('port', '8080') }).port).toBe(4000);
  });
});

describe('the file .env', () => {
  it('gives what the environment does not have', () => {
    const path = file('.env', '# a comment\nPORT=8080\nHOST="0.0.0.0" # everywhere\nLOG_LEVEL=debug\n');
    const config = loadConfig({ PORT: '9000', LOG_LEVEL: '' }, readDotEnv(path));
    expect(config).toMatchObject({ port: 9000, host: '0.0.0.0', logLevel: 'info' });
  });

  it('may begin with a byte order mark', () => {
    expect(readDotEnv(file('marked', '\uFEFFPORT=8080\r\nHOST=::1\r\n'))).toEqual({
      PORT: '8080',
      HOST: '::1',
    });
  });

  it('may have cut a URL at a #, which the mistake says', () => {
    const dotEnv = readDotEnv(file('cut', `DATABASE_URL=mysql://u:p#w@h/x\nSECRETS_KEY=${secretsKey}\n`));
    const hint = 'In .env a # begins a comment, unless the value is in quotes.';
    expect(() => loadConfig({}, dotEnv)).toThrow(hint);
    const mistakes = mistakesIn({ DATABASE_URL: 'mysql://u:p', SECRETS_KEY: secretsKey });
    expect(mistakes.join()).not.toContain(hint);
  });

  it('can name files, which a variable of the environment replaces', () => {
    const dotEnv = { ADMIN_API_KEY_FILE: file('env-key', 'from the file') };
    expect(loadConfig({}, dotEnv).adminApiKey).toBe('from the file');
    expect(loadConfig({ ADMIN_API_KEY: 'from outside' }, dotEnv).adminApiKey).toBe('from outside');
  });

  it('need not exist', () => {
    expect(readDotEnv(join(directory, 'nothing'))).toEqual({});
  });

  it('may be a folder of another program', () => {
    const path = join(directory, 'python');
    mkdirSync(path);
    expect(readDotEnv(path)).toEqual({});
  });

  it('is refused when it is too large', () => {
    expect(() => readDotEnv(file('huge', `A=${'b'.repeat(1_048_576)}`))).toThrow(/more than 1 MiB/);
  });

  it('is refused when it cannot be read', () => {
    const path = join(directory, 'loop');
    symlinkSync(path, path);
    expect(() => readDotEnv(path)).toThrow('The file .env cannot be read (ELOOP).');
  });
});

describe('the description of a configuration', () => {
  it('names every variable with its value and where it comes from', () => {
    const path = file('admin-password', 'canary-password');
    const { variables, mistakes, unknown } = describeConfig(
      { PORT: '8080', ADMIN_PASSWORD_FILE: path },
      { ADMIN_USERNAME: 'ada', PROT: '1', OTEL_SERVICE_NAME: 'gateway', SECRETS_KEY_FILE: '' },
    );
    expect(mistakes).toEqual([]);
    expect(unknown).toEqual(['PROT']);
    expect(variables.map(({ name }) => name)).toEqual(environmentVariables.map(({ name }) => name));
    const of = (wanted: string) => variables.find(({ name }) => name === wanted);
    expect(of('PORT')).toMatchObject({ name: 'PORT', value: '8080', source: 'environment' });
    expect(of('ADMIN_USERNAME')).toMatchObject({ name: 'ADMIN_USERNAME', value: 'ada', source: '.env' });
    expect(of('ADMIN_PASSWORD')).toMatchObject({ name: 'ADMIN_PASSWORD', value: '(hidden)', source: path });
    expect(of('RATE_LIMIT')).toEqual({
      name: 'RATE_LIMIT',
      value: null,
      source: 'default',
      default: '60000',
    });
  });

  it('has no secret in it, also not where there are mistakes', () => {
    const secrets = {
      DATABASE_URL: 'mysql://canary-user:canary-password@db.example.com/gateway?canary=1',
      ADMIN_API_KEY: 'dgk_canary',
      ADMIN_PASSWORD: 'canary',
      SECRETS_KEY: `canary,${secretsKey},${secretsKey}`,
    };
    const description = describeConfig(secrets, {});
    expect(description.mistakes.length).toBeGreaterThan(3);
    expect(JSON.stringify(description)).not.toMatch(/canary/);
    expect(JSON.stringify(description)).not.toContain(secretsKey);
    expect(JSON.stringify(description)).toContain('mysql://(hidden)@db.example.com/gateway');
  });

  it('tells the ids of the keys that seal, which say nothing of them', () => {
    const description = describeConfig({ SECRETS_KEY: `${newerKey},${secretsKey}` }, {});
    const ids = [8, 9].map((octet) => keyIdOf(Buffer.alloc(32, octet)).toString('hex'));
    expect(description.variables).toContainEqual(
      expect.objectContaining({ name: 'SECRETS_KEY', value: `(hidden) ${ids.join(' ')}` }),
    );
    expect(JSON.stringify(description)).not.toMatch(
      new RegExp(`${secretsKey}|${newerKey}`.replaceAll('+', '\\+')),
    );
  });
});
