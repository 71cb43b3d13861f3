import { getServers } from 'node:dns';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { parseResolvers } from '../../src/config/dns-resolvers.js';
import { environmentVariables, variableNames } from '../../src/config/environment-variables.js';
import { noExpectations } from '../../src/verification/expectations.js';
import { mistakesIn } from './mistakes.js';

describe('an empty environment', () => {
  it('gives the defaults', () => {
    expect(loadConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      database: { kind: 'embedded' },
      dataDirectory: resolve('.data'),
      cacheDirectory: null,
      adminApiKey: null,
      administrator: null,
      secretsKeys: null,
      legacySmtpPasswords: 'show',
      legacyTestResults: 'store',
      playground: true,
      auditRetentionDays: 400,
      rateLimit: 60_000,
      verifyRateLimit: 600,
      allowedNetworks: [],
      verifyMessageLimit: 10,
      administratorEmail: null,
      probe: null,
      webhook: null,
      verificationSchedule: { everySeconds: null, sendsTo: null },
      trustProxy: ['loopback'],
      basePath: '',
      corsOrigins: [],
      dnsResolvers: parseResolvers(getServers().slice(0, 4).join()),
      dnsExpectations: noExpectations,
      metrics: null,
      tracing: null,
      logLevel: 'info',
      secretValues: [],
    });
  });

  it('is the same as one whose variables are all empty', () => {
    const env = Object.fromEntries(environmentVariables.map(({ name }) => [name, '']));
    expect(loadConfig(env)).toEqual(loadConfig({}));
  });

  it('is left as it is', () => {
    const env = Object.freeze({ PORT: '1' });
    expect(loadConfig(env)).toEqual(loadConfig(env));
  });
});

describe('several mistakes', () => {
  const wrong = {
    PORT: 'canary-port',
    HOST: 'canary host',
    DATABASE_URL: 'postgres://canary-user:canary-password@canary-host/canary-name?canary=1',
    ADMIN_API_KEY: ' canary-api-key',
    ADMIN_USERNAME: 'canary-username',
    SECRETS_KEY: 'canary-secrets-key',
    LEGACY_SMTP_PASSWORDS: 'canary-choice',
    PLAYGROUND: 'canary-switch',
    RATE_LIMIT: 'canary-rate',
    LOG_LEVEL: 'canary-level',
  };

  it('are told of all at once', () => {
    expect(mistakesIn(wrong)).toHaveLength(11);
    for (const name of Object.keys(wrong)) expect(mistakesIn(wrong).join('\n')).toContain(name);
  });

  it('include the missing key of a database whose address is wrong', () => {
    const [address, key, ...more] = mistakesIn({ DATABASE_URL: 'nonsense' });
    expect(address).toContain('DATABASE_URL must have the form');
    expect(key).toContain('SECRETS_KEY is required with DATABASE_URL');
    expect(more).toEqual([]);
  });

  it('include those of a password without its user name', () => {
    expect(mistakesIn({ ADMIN_PASSWORD: 'short' })).toEqual([
      '  - ADMIN_PASSWORD must have 8 to 512 characters.',
      '  - ADMIN_USERNAME and ADMIN_PASSWORD must be set together.',
    ]);
  });

  it('are told of without a single value', () => {
    expect(mistakesIn(wrong).join('\n')).not.toMatch(/canary/i);
  });
});

describe('the documentation of the variables', () => {
  it('names each variable once', () => {
    const names = environmentVariables.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(environmentVariables)('names a variable that has an effect: $name', ({ name }) => {
    const asked: string[] = [];
    const env = new Proxy<Record<string, string | undefined>>(
      {},
      { get: (_, key) => void asked.push(String(key)) },
    );
    loadConfig(env);
    expect(asked).toContain(name);
  });

  it('names every variable that is read', () => {
    const asked = new Set<string>();
    const env = new Proxy<Record<string, string | undefined>>(
      {},
      { get: (_, key) => void asked.add(String(key)) },
    );
    loadConfig(env);
    expect([...asked].sort()).toEqual([...variableNames].sort());
  });

  it.each(environmentVariables.filter((variable) => !/^(none|generated)/.test(variable.default)))(
    'names the default of $name',
    (variable) => {
      expect(loadConfig({ [variable.name]: variable.default })).toEqual(loadConfig({}));
    },
  );
});
