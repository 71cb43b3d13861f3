import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { environmentVariables } from '../../src/config/environment-variables.js';
import { misspeltNames } from '../../src/config/misspelt-names.js';

describe('a variable that is no setting', () => {
  it.each([
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['METRIC', 'METRICS'],
    ['PROT', 'PORT'],
    ['SECRET_KEY', 'SECRETS_KEY'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['ADMIN_APIKEY_FILE', 'ADMIN_API_KEY_FILE'],
  ])('is taken for a misspelt one: %s', (name, meant) => {
    const sentence = `${name} is no setting: is ${meant} meant?`;
    expect(misspeltNames({ [name]: '1' }, {})).toEqual([sentence]);
    expect(misspeltNames({}, { [name]: '1' })).toEqual([sentence]);
    expect(misspeltNames({ [name]: '' }, {})).toEqual([]);
  });

  it('is a file of a setting that takes none', () => {
    expect(misspeltNames({ PORT_FILE: '/run/port' }, {})).toEqual([
      'PORT_FILE is no setting: that variable is not taken from a file.',
    ]);
  });

  it.each([
    'HOME',
    'PATH',
    'PWD',
    'HOSTNAME',
    'KUBERNETES_PORT',
    'OTEL_TRACES_SAMPLER',
    'OTEL_LOGS_EXPORTER',
    'TMPDIR',
  ])('is one of another program: %s', (name) => {
    expect(misspeltNames({ [name]: '1' }, {})).toEqual([]);
  });

  it('is told of with the mistakes of those that are', () => {
    const environment = { DATABASE_URL: 'mysql://u:p@h/d', SECRET_KEY: '1' };
    expect(() => loadConfig(environment)).toThrow(
      /SECRETS_KEY is required.*\n {2}- SECRET_KEY is no setting: is SECRETS_KEY/,
    );
  });
});

describe('a setting', () => {
  it('is not taken for another', () => {
    const all = environmentVariables.flatMap((variable) =>
      'hasFile' in variable ? [variable.name, `${variable.name}_FILE`] : [variable.name],
    );
    expect(misspeltNames(Object.fromEntries(all.map((name) => [name, '1'])), {})).toEqual([]);
  });
});
