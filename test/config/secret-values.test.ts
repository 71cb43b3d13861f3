import { describe, expect, it } from 'vitest';
import { environmentVariables } from '../../src/config/environment-variables.js';
import { readSecretValues } from '../../src/config/secret-values.js';
import { Settings } from '../../src/config/settings.js';

const secretsIn = (environment: Record<string, string>) => readSecretValues(new Settings(environment, {}));

describe('the secret values of the settings', () => {
  it('are those of every variable that is secret, and of no other', () => {
    const environment = Object.fromEntries(
      environmentVariables.map(({ name }) => [name, `value-of-${name}`]),
    );
    const secret = environmentVariables.filter((variable) => 'isSecret' in variable);
    expect(secret.length).toBeGreaterThan(5);
    expect(secretsIn(environment)).toEqual(secret.map(({ name }) => `value-of-${name}`));
  });

  it.each([
    ['mysql://gateway:pa%2Fss@db.example.com:3306/gateway?ssl=true', ['pa%2Fss', 'pa/ss']],
    ['mysql://gateway@db.example.com/gateway', []],
  ])('are the password in %s, as it is and as it is written there', (url, expected) => {
    expect(secretsIn({ DATABASE_URL: url })).toEqual(expected);
  });

  it.each([
    ['https://hooks.example.com/delivery', []],
    ['https://user:pass-word@hooks.example.com/', ['pass-word', 'user']],
    ['https://hooks.example.com/delivery?token=of-mine&to=you', ['token=of-mine&to=you', 'of-mine', 'you']],
  ])('are user info and query of %s, whose host and path the log tells', (url, expected) => {
    expect(secretsIn({ VERIFY_WEBHOOK_URL: url })).toEqual(expected);
  });

  it('are also the parts of a value: each of several keys, and each line of a PEM file', () => {
    expect(secretsIn({ SECRETS_KEY: 'first-key, second-key' })).toEqual([
      'first-key, second-key',
      'first-key',
      'second-key',
    ]);
    const pem = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n';
    expect(secretsIn({ VERIFY_PROBE_TLS_KEY: pem })).toEqual([
      pem.trim(),
      'MIIEvQIBADANBg',
      'kqhkiG9w0BAQEF',
    ]);
  });

  it('are told of settings that have mistakes as well', () => {
    expect(secretsIn({ DATABASE_URL: 'not-an-address', SECRETS_KEY: 'short' })).toEqual([
      'not-an-address',
      'short',
    ]);
  });
});
