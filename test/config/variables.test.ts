import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { logLevels } from '../../src/config/log-level.js';
import { noExpectations } from '../../src/verification/expectations.js';

const secretsKey = Buffer.alloc(32, 9).toString('base64');
const url = 'mysql://user:pass@db.example.com:3306/gateway';

const directory = mkdtempSync(join(tmpdir(), 'config-test-'));
const certificate = join(directory, 'ca.pem');
writeFileSync(certificate, 'a certificate');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a variable', () => {
  const external = { DATABASE_URL: url, SECRETS_KEY: secretsKey };

  it.each<[Record<string, string>, object]>([
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '65535' }, { port: 65535 }],
    [{ PORT: ' 8080 ' }, { port: 8080 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: '[::1]' }, { host: '::1' }],
    [{ HOST: 'fe80::1%eth0' }, { host: 'fe80::1%eth0' }],
    [{ HOST: 'fec0::1' }, { host: 'fec0::1' }],
    [{ HOST: 'gateway.internal' }, { host: 'gateway.internal' }],
    [{ CACHE_DIR: '/var/cache/gateway' }, { cacheDirectory: '/var/cache/gateway' }],
    [{ CACHE_DIR: 'cache' }, { cacheDirectory: resolve('cache') }],
    [{ DATA_DIR: '/var/lib/gateway' }, { dataDirectory: '/var/lib/gateway' }],
    [{ DATA_DIR: 'data' }, { dataDirectory: resolve('data') }],
    [{ ADMIN_API_KEY: '12345678' }, { adminApiKey: '12345678' }],
    [{ ADMIN_API_KEY: 'k'.repeat(512) }, { adminApiKey: 'k'.repeat(512) }],
    [{ ADMIN_API_KEY: 'key with spaces' }, { adminApiKey: 'key with spaces' }],
    [
      { ADMIN_USERNAME: 'root', ADMIN_PASSWORD: ' 12345678 ' },
      { administrator: { username: 'root', password: ' 12345678 ' } },
    ],
    [{ ADMIN_EMAIL: ' ops@example.com ' }, { administratorEmail: 'ops@example.com' }],
    [
      { ADMIN_USERNAME: 'ada@example.com', ADMIN_PASSWORD: '12345678' },
      { administratorEmail: 'ada@example.com' },
    ],
    [
      { ADMIN_USERNAME: 'ada@example.com', ADMIN_PASSWORD: '12345678', ADMIN_EMAIL: 'ops@example.com' },
      { administratorEmail: 'ops@example.com' },
    ],
    [{ ADMIN_USERNAME: 'ada', ADMIN_PASSWORD: '12345678' }, { administratorEmail: null }],
    [{ VERIFY_MESSAGE_LIMIT: '0' }, { verifyMessageLimit: 0 }],
    [{ VERIFY_EVERY: ' 6h ' }, { verificationSchedule: { everySeconds: 21_600, sendsTo: null } }],
    [{ VERIFY_EVERY: '1s' }, { verificationSchedule: { everySeconds: 1, sendsTo: null } }],
    [
      { VERIFY_EVERY: '30d', VERIFY_SENDS_TO: 'postmaster@example.com' },
      { verificationSchedule: { everySeconds: 2_592_000, sendsTo: 'postmaster@example.com' } },
    ],
    [{ SECRETS_KEY: secretsKey }, { secretsKeys: [Buffer.alloc(32, 9)] }],
    [{ SECRETS_KEY: secretsKey.replace('=', '') }, { secretsKeys: [Buffer.alloc(32, 9)] }],
    [
      { SECRETS_KEY: ` ${Buffer.alloc(32, 8).toString('base64')}, ${secretsKey} ` },
      { secretsKeys: [Buffer.alloc(32, 8), Buffer.alloc(32, 9)] },
    ],
    [{ LEGACY_SMTP_PASSWORDS: 'hide' }, { legacySmtpPasswords: 'hide' }],
    [{ LEGACY_SMTP_PASSWORDS: 'SHOW' }, { legacySmtpPasswords: 'show' }],
    [{ LEGACY_TESTRESULTS: 'Verify' }, { legacyTestResults: 'verify' }],
    [{}, { legacyTestResults: 'store' }],
    [{ PLAYGROUND: 'off' }, { playground: false }],
    [{ PLAYGROUND: 'On' }, { playground: true }],
    [{ RATE_LIMIT: '0' }, { rateLimit: 0 }],
    [{ AUDIT_RETENTION_DAYS: '0' }, { auditRetentionDays: 0 }],
    [{ AUDIT_RETENTION_DAYS: '36500' }, { auditRetentionDays: 36_500 }],
    [
      { VERIFY_PROBE_LISTEN: '[::]:2525', VERIFY_PROBE_ADDRESS: 'probe@probe.example.net' },
      { probe: { host: '::', port: 2525, address: 'probe@probe.example.net', tls: null } },
    ],
    [
      { VERIFY_PROBE_LISTEN: '0.0.0.0:25', VERIFY_PROBE_ADDRESS: 'probe@probe.example.net' },
      { probe: { host: '0.0.0.0', port: 25 } },
    ],
    [{}, { trustProxy: ['loopback'] }],
    [{ TRUST_PROXY: '0' }, { trustProxy: 0 }],
    [{ TRUST_PROXY: ' 2 ' }, { trustProxy: 2 }],
    [
      { TRUST_PROXY: 'loopback, 10.0.0.0/8,192.0.2.7 , 2001:db8::/32' },
      { trustProxy: ['loopback', '10.0.0.0/8', '192.0.2.7', '2001:db8::/32'] },
    ],
    [{ BASE_PATH: '/gateway' }, { basePath: '/gateway' }],
    [{ BASE_PATH: ' /mail/gateway-2/ ' }, { basePath: '/mail/gateway-2' }],
    [{ BASE_PATH: '/api' }, { basePath: '/api' }],
    [{ BASE_PATH: '/' }, { basePath: '' }],
    [{ CORS_ORIGINS: '*' }, { corsOrigins: '*' }],
    [
      {
        CORS_ORIGINS:
          'https://app.example.com, HTTP://Localhost:3000,capacitor://localhost,https://b.example:443',
      },
      {
        corsOrigins: [
          'https://app.example.com',
          'http://localhost:3000',
          'capacitor://localhost',
          'https://b.example',
        ],
      },
    ],
    [{ RATE_LIMIT: ' 1000000000 ' }, { rateLimit: 1_000_000_000 }],
    [
      { VERIFY_ALLOW_NETWORKS: ' 127.0.0.1, 10.0.0.0/8 fd00::/8,::1 ' },
      { allowedNetworks: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8', '::1'] },
    ],
    [{ VERIFY_WEBHOOK_SECRET: 'of no use alone' }, { webhook: null }],
    [
      {
        VERIFY_WEBHOOK_URL: ' https://me:p%40ss@hooks.example.com:8443/a?key=b ',
        VERIFY_WEBHOOK_SECRET: ' 8 chars',
      },
      { webhook: { url: 'https://me:p%40ss@hooks.example.com:8443/a?key=b', secret: ' 8 chars' } },
    ],
    [{ DNS_RESOLVERS: '192.0.2.1' }, { dnsResolvers: [{ address: '192.0.2.1', port: 53 }] }],
    [{ DNS_RESOLVERS: ' 192.0.2.1:5353 ' }, { dnsResolvers: [{ address: '192.0.2.1', port: 5353 }] }],
    [
      { DNS_RESOLVERS: '[2001:db8::1]:5353, 2001:db8::2 [::1],fe80::1%eth0' },
      {
        dnsResolvers: [
          { address: '2001:db8::1', port: 5353 },
          { address: '2001:db8::2', port: 53 },
          { address: '::1', port: 53 },
          { address: 'fe80::1%eth0', port: 53 },
        ],
      },
    ],
    [{ DNS_RESOLVERS: '192.0.2.1,192.0.2.1:53,' }, { dnsResolvers: [{ address: '192.0.2.1', port: 53 }] }],
    [
      {
        DNS_SENDING_ADDRESSES: '192.0.2.1, 2001:db8::/32  198.51.100.7',
        DNS_DKIM_SELECTOR: ' s1,s2',
        DNS_DKIM_KEY: 'v=DKIM1; p=AAAA',
        DNS_SPF_INCLUDE: 'spf.example.com',
        DNS_SENDER_DOMAIN: 'wl.example.com',
        DNS_LINK_TRACKER: 'links.example.com',
        DNS_OPEN_TRACKER: ' opens.example.com ',
      },
      {
        dnsExpectations: {
          sendingAddresses: ['192.0.2.1', '2001:db8::/32', '198.51.100.7'],
          dkim: [
            { selector: 's1', domain: null, publicKey: 'AAAA' },
            { selector: 's2', domain: null, publicKey: 'AAAA' },
          ],
          spfInclude: 'spf.example.com',
          senderTarget: 'wl.example.com',
          linkTarget: 'links.example.com',
          openTarget: 'opens.example.com',
        },
      },
    ],
    [
      { DNS_OPEN_TRACKER: 'opens.example.com' },
      { dnsExpectations: { ...noExpectations, openTarget: 'opens.example.com' } },
    ],
    [{ METRICS: 'on' }, { metrics: { port: null } }],
    [{ METRICS: 'on', METRICS_PORT: '0' }, { metrics: { port: 0 } }],
    [{ METRICS: 'on', METRICS_PORT: '9464' }, { metrics: { port: 9464 } }],
    [{ METRICS: 'off' }, { metrics: null }],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, { tracing: { protocol: 'http/protobuf' } }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, { tracing: { protocol: 'http/protobuf' } }],
    [
      {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      },
      { tracing: { protocol: 'http/json' } },
    ],
    [
      { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
      { tracing: { protocol: 'http/json' } },
    ],
    [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector' }, { tracing: null }],
    [{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_SDK_DISABLED: 'true' }, { tracing: null }],
    ...logLevels.map((level): [Record<string, string>, object] => [
      { LOG_LEVEL: level },
      { logLevel: level },
    ]),
    [external, { database: { kind: 'external', url, tls: null } }],
    [
      { ...external, DATABASE_URL: 'mariadb://u@h/d' },
      { database: { kind: 'external', url: 'mariadb://u@h/d', tls: null } },
    ],
    [
      { ...external, DATABASE_URL: `${url}?ssl=true` },
      { database: { kind: 'external', url, tls: { ca: null } } },
    ],
    [{ ...external, DATABASE_URL: `${url}?ssl=false` }, { database: { kind: 'external', url, tls: null } }],
    ...[
      'ssl-mode=REQUIRED',
      'ssl_mode=verify_ca',
      'sslMode=VERIFY_IDENTITY',
      'useSSL=true',
      'useSSL=true&requireSSL=true',
      'tls=true',
      'ssl=1',
    ].map((parameters): [Record<string, string>, object] => [
      { ...external, DATABASE_URL: `${url}?${parameters}` },
      { database: { kind: 'external', url, tls: { ca: null } } },
    ]),
    [
      { ...external, DATABASE_URL: `${url}?ssl-mode=DISABLED` },
      { database: { kind: 'external', url, tls: null } },
    ],
    [
      { ...external, DATABASE_URL: `${url}?ssl-mode=VERIFY_CA&ssl-ca=${certificate}` },
      { database: { kind: 'external', url, tls: { ca: 'a certificate' } } },
    ],
    [
      { ...external, DATABASE_URL: 'mysql://u:p@s@h@[::1]:3307/d%20e' },
      { database: { kind: 'external', url: 'mysql://u:p%40s%40h@[::1]:3307/d%20e', tls: null } },
    ],
    [
      { ...external, DATABASE_URL: `${url}?ssl=true&ssl_ca=${certificate}` },
      { database: { kind: 'external', url, tls: { ca: 'a certificate' } } },
    ],
    [
      { ...external, DATABASE_URL: `${url}?ssl_ca=${certificate}` },
      { database: { kind: 'external', url, tls: { ca: 'a certificate' } } },
    ],
  ])('is read: %o', (env, expected) => {
    expect(loadConfig(env)).toMatchObject(expected);
  });
});
