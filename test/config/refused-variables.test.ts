import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { ConfigError } from '../../src/config/config-error.js';
import { environmentVariables } from '../../src/config/environment-variables.js';
import { mistakesIn } from './mistakes.js';

const secretsKey = Buffer.alloc(32, 9).toString('base64');
const url = 'mysql://user:pass@db.example.com:3306/gateway';

describe('a variable', () => {
  const external = { DATABASE_URL: url, SECRETS_KEY: secretsKey };

  it.each<[Record<string, string>, RegExp]>([
    [{ PORT: '65536' }, /PORT must be a whole number from 0 to 65535/],
    [{ PORT: '-1' }, /PORT must/],
    [{ PORT: '80a' }, /PORT must/],
    [{ PORT: '8e3' }, /PORT must/],
    [{ PORT: '80.5' }, /PORT must/],
    [{ HOST: 'http://localhost' }, /HOST must/],
    [{ HOST: 'a b' }, /HOST must/],
    [{ HOST: '127.0.0.1:4000' }, /without a port, which is set with PORT/],
    [{ HOST: '[::1]:4000' }, /without a port/],
    [{ HOST: '[localhost]' }, /HOST must/],
    [{ HOST: ':::1' }, /HOST must/],
    [{ HOST: '*' }, /HOST must/],
    [{ HOST: 'fe80::1' }, /HOST is a link-local address, which needs a zone: .* fe80::1%eth0\./],
    [{ HOST: '[FEBF::1]' }, /HOST is a link-local address/],
    [{ HOST: 'local\u0000host' }, /HOST must/],
    ...environmentVariables.map(({ name }): [Record<string, string>, RegExp] => [
      { [name]: ' \n' },
      new RegExp(`${name} is set to blanks alone`),
    ]),
    ...[
      ...['resolver.example', '192.0.2', '192.0.2.1:0', '192.0.2.1:65536', '192.0.2.1:', '192.0.2.1:5353x'],
      ...[
        '[192.0.2.1]:53',
        '[2001:db8::1',
        '2001:db8::1]:53',
        '[2001:db8::1]53',
        'udp://192.0.2.1',
        ',',
        '127.1',
      ],
      '192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5',
    ].map((value): [Record<string, string>, RegExp] => [
      { DNS_RESOLVERS: value },
      /DNS_RESOLVERS must be a list of at most 4 addresses/,
    ]),
    ...[
      ...['localhost', '127.1', '127.0.0.1:25', '[::1]', '0x7f000001', '10.0.0.0/33', '10.0.0.0/', '::1/129'],
      ...['10.0.0.0/8/8', 'fe80::1%eth0', '010.0.0.1', '*', 'loopback', '10.0.0.1,'.repeat(101)],
    ].map((value): [Record<string, string>, RegExp] => [
      { VERIFY_ALLOW_NETWORKS: value },
      /VERIFY_ALLOW_NETWORKS must be a list of at most 100 addresses and networks/,
    ]),
    ...[
      ...[
        'hooks.example.com',
        '/hook',
        'ftp://hooks.example.com',
        'file:///etc/passwd',
        'https:hooks.example.com',
      ],
      ...[
        'https://',
        'https://hooks example.com',
        'https://a\nb.example',
        'javascript:alert(1)',
        'https://%@a.example',
      ],
      ...['https://hooks.example.com:99999', `https://hooks.example.com/${'a'.repeat(2000)}`],
    ].map((url): [Record<string, string>, RegExp] => [
      { VERIFY_WEBHOOK_URL: url, VERIFY_WEBHOOK_SECRET: 'long enough' },
      /VERIFY_WEBHOOK_URL must be a whole URL of at most 2000 characters/,
    ]),
    [
      { VERIFY_WEBHOOK_URL: 'https://hooks.example.com' },
      /VERIFY_WEBHOOK_URL is set and VERIFY_WEBHOOK_SECRET is not/,
    ],
    ...['7 chars', 'a'.repeat(513)].map((secret): [Record<string, string>, RegExp] => [
      { VERIFY_WEBHOOK_SECRET: secret },
      /VERIFY_WEBHOOK_SECRET must have 8 to 512 characters/,
    ]),
    [{ VERIFY_WEBHOOK_SECRET: 'two\nlines' }, /VERIFY_WEBHOOK_SECRET must not contain line breaks/],
    [
      { DNS_SENDING_ADDRESSES: '192.0.2.1, relay' },
      /DNS_SENDING_ADDRESSES is wrong\. This must be an IP address/,
    ],
    [{ DNS_SENDING_ADDRESSES: '192.0.2.1,'.repeat(51) }, /DNS_SENDING_ADDRESSES can have at most 50 values/],
    [{ DNS_SPF_INCLUDE: 'include:spf.example.com' }, /DNS_SPF_INCLUDE must be a domain/],
    [
      { DNS_DKIM_SELECTOR: 's1._domainkey.example.com' },
      /DNS_DKIM_SELECTOR is wrong\. Give the selector alone/,
    ],
    [{ DNS_DKIM_KEY: 'AAAA' }, /DNS_DKIM_KEY is set and DNS_DKIM_SELECTOR is not/],
    [
      { DNS_DKIM_SELECTOR: 's1', DNS_DKIM_KEY: 'no key' },
      /DNS_DKIM_KEY is of no use\. This must be a public key/,
    ],
    [{ DNS_SENDER_DOMAIN: 'https://example.com' }, /DNS_SENDER_DOMAIN must be a domain/],
    [{ DNS_LINK_TRACKER: '192.0.2.1' }, /DNS_LINK_TRACKER must be a domain/],
    [{ DNS_OPEN_TRACKER: 'a b.example' }, /DNS_OPEN_TRACKER must be a domain/],
    [
      { VERIFY_PROBE_LISTEN: '0.0.0.0:25' },
      /VERIFY_PROBE_LISTEN and VERIFY_PROBE_ADDRESS must be set together/,
    ],
    [{ VERIFY_PROBE_ADDRESS: 'probe@probe.test' }, /must be set together/],
    [{ VERIFY_PROBE_LISTEN: '25', VERIFY_PROBE_ADDRESS: 'probe@probe.test' }, /LISTEN must be an address/],
    [{ VERIFY_PROBE_LISTEN: 'mail.test:25', VERIFY_PROBE_ADDRESS: 'probe@probe.test' }, /LISTEN must be/],
    [
      { VERIFY_PROBE_LISTEN: '::1:25', VERIFY_PROBE_ADDRESS: 'probe@probe.test' },
      /LISTEN must be an address/,
    ],
    [{ VERIFY_PROBE_LISTEN: '127.0.0.1:65536', VERIFY_PROBE_ADDRESS: 'probe@probe.test' }, /LISTEN must be/],
    [{ VERIFY_PROBE_LISTEN: '[::]:25', VERIFY_PROBE_ADDRESS: 'probe' }, /ADDRESS must be an address such as/],
    [{ VERIFY_PROBE_LISTEN: '[::]:25', VERIFY_PROBE_ADDRESS: 'pro+be@probe.test' }, /ADDRESS must be/],
    [{ VERIFY_PROBE_LISTEN: '[::]:25', VERIFY_PROBE_ADDRESS: 'probe@localhost' }, /ADDRESS must be/],
    [
      { VERIFY_PROBE_LISTEN: '[::]:25', VERIFY_PROBE_ADDRESS: `${'p'.repeat(21)}@probe.test` },
      /ADDRESS must be an address such as/,
    ],
    [{ VERIFY_PROBE_TLS_KEY: 'a key' }, /VERIFY_PROBE_TLS_KEY and .* must be set together/],
    [
      { VERIFY_PROBE_TLS_KEY: 'a key', VERIFY_PROBE_TLS_CERTIFICATE: 'a certificate' },
      /VERIFY_PROBE_TLS_KEY and VERIFY_PROBE_TLS_CERTIFICATE must be a private key/,
    ],
    [{ METRICS: 'yes' }, /METRICS must be one of on, off/],
    [{ METRICS: 'on', METRICS_PORT: '65536' }, /METRICS_PORT must be a whole number/],
    [{ METRICS_PORT: '9464' }, /METRICS_PORT is set and METRICS is not on/],
    [{ METRICS: 'on', METRICS_PORT: '4000' }, /METRICS_PORT must not be PORT/],
    [{ METRICS: 'on', METRICS_PORT: '8080', PORT: '8080' }, /METRICS_PORT must not be PORT/],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /OTEL_TRACES_EXPORTER must be one of otlp, none/],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      /OTEL_EXPORTER_OTLP_PROTOCOL must be one of http\/protobuf, http\/json/,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as/],
    [{ DATA_DIR: '~/data' }, /DATA_DIR begins with ~, which the shell has not replaced/],
    [{ CACHE_DIR: '~' }, /CACHE_DIR begins with ~/],
    [{ DATA_DIR: 'da\nta' }, /DATA_DIR must not contain line breaks/],
    [{ CACHE_DIR: 'ca\rche' }, /CACHE_DIR must not contain line breaks/],
    [{ ADMIN_API_KEY: 'a key\nof two lines' }, /ADMIN_API_KEY must not contain line breaks/],
    [{ ADMIN_USERNAME: 'ada\n', ADMIN_PASSWORD: '12345678' }, /ADMIN_USERNAME must not contain line breaks/],
    [
      { ADMIN_USERNAME: 'ada', ADMIN_PASSWORD: '12345678\r\n' },
      /ADMIN_PASSWORD must not contain line breaks/,
    ],
    [
      { ADMIN_USERNAME: 'a\u2028da', ADMIN_PASSWORD: '12345678' },
      /ADMIN_USERNAME must not contain line breaks/,
    ],
    [{ ADMIN_API_KEY: '1234567' }, /ADMIN_API_KEY must have 8 to 512 characters/],
    [{ ADMIN_API_KEY: 'k'.repeat(513) }, /ADMIN_API_KEY must have 8 to 512 characters/],
    [
      { ADMIN_API_KEY: 'a key\u200bwith it' },
      /ADMIN_API_KEY must not contain characters that cannot be seen/,
    ],
    [{ ADMIN_API_KEY: 'a key\u00a0with it' }, /ADMIN_API_KEY must not contain .* nor other spaces/],
    [{ ADMIN_API_KEY: 'ключ12345' }, /ADMIN_API_KEY must have .* of ASCII alone, because/],
    [{ ADMIN_API_KEY: 'schlüssel geheim' }, /ADMIN_API_KEY must have .* of ASCII alone, because/],
    [{ ADMIN_API_KEY: ' padded-key' }, /ADMIN_API_KEY must not begin or end/],
    [{ ADMIN_API_KEY: 'padded-key\n' }, /ADMIN_API_KEY must not begin or end/],
    [{ ADMIN_API_KEY: 'dgk_made-up-key' }, /ADMIN_API_KEY begins like a key/],
    [{ ADMIN_API_KEY: 'dgs_made-up-session' }, /ADMIN_API_KEY begins like a key/],
    [
      { ADMIN_USERNAME: 'a\u200bda', ADMIN_PASSWORD: '12345678' },
      /ADMIN_USERNAME must not contain characters that cannot be seen/,
    ],
    [
      { ADMIN_USERNAME: 'ada\u202e', ADMIN_PASSWORD: '12345678' },
      /ADMIN_USERNAME must not contain characters that cannot be seen/,
    ],
    ...['6', '0s', '31d', '6 h', '6H', 'PT6H', 'never', 'off'].map(
      (value): [Record<string, string>, RegExp] => [
        { VERIFY_EVERY: value },
        /VERIFY_EVERY is of no use\. This must be a whole number with s, m, h or d behind it/,
      ],
    ),
    [{ VERIFY_SENDS_TO: 'postmaster' }, /VERIFY_SENDS_TO is of no use/],
    [{ ADMIN_EMAIL: 'ops@example.com, ada@example.com' }, /ADMIN_EMAIL must be an e-mail address/],
    [{ ADMIN_USERNAME: 'root' }, /ADMIN_USERNAME and ADMIN_PASSWORD must be set together/],
    [{ ADMIN_PASSWORD: '12345678' }, /ADMIN_USERNAME and ADMIN_PASSWORD must be set together/],
    [{ ADMIN_USERNAME: 'root', ADMIN_PASSWORD: '1234567' }, /ADMIN_PASSWORD must have 8 to 512/],
    [{ ADMIN_USERNAME: 'r'.repeat(256), ADMIN_PASSWORD: '12345678' }, /ADMIN_USERNAME must have at most 255/],
    [{ SECRETS_KEY: 'short' }, /SECRETS_KEY must be 32 bytes in base64/],
    [{ SECRETS_KEY: Buffer.alloc(31).toString('base64') }, /SECRETS_KEY must be 32 bytes/],
    [{ SECRETS_KEY: Buffer.alloc(33).toString('base64') }, /SECRETS_KEY must be 32 bytes/],
    [{ SECRETS_KEY: 'a'.repeat(64) }, /SECRETS_KEY must be 32 bytes/],
    [{ LEGACY_SMTP_PASSWORDS: 'no' }, /LEGACY_SMTP_PASSWORDS must be one of show, hide/],
    [{ LEGACY_TESTRESULTS: 'measure' }, /LEGACY_TESTRESULTS must be one of store, verify/],
    [{ PLAYGROUND: 'false' }, /PLAYGROUND must be one of on, off/],
    [{ RATE_LIMIT: '1000000001' }, /RATE_LIMIT must be a whole number/],
    [{ RATE_LIMIT: '-1' }, /RATE_LIMIT must/],
    [{ AUDIT_RETENTION_DAYS: '36501' }, /AUDIT_RETENTION_DAYS must be a whole number/],
    [{ AUDIT_RETENTION_DAYS: '400 days' }, /AUDIT_RETENTION_DAYS must/],
    [{ TRUST_PROXY: '11' }, /TRUST_PROXY must be a number of proxies/],
    [{ TRUST_PROXY: 'true' }, /TRUST_PROXY must/],
    [{ TRUST_PROXY: 'proxy.example.com' }, /TRUST_PROXY must/],
    [{ TRUST_PROXY: '10.0.0.0/33' }, /TRUST_PROXY must/],
    [{ TRUST_PROXY: 'loopback,' }, /TRUST_PROXY must/],
    ...['gateway', '//', '/a//b', '/a?b', '/a b', '/../a', '/ü', `/${'a'.repeat(200)}`].map(
      (path): [Record<string, string>, RegExp] => [
        { BASE_PATH: path },
        /BASE_PATH must be a path such as \/gateway/,
      ],
    ),
    ...[
      '/graphql',
      '/GraphQL/',
      '/graphql/stream',
      '/api.php',
      '/oempro/api.php',
      '/api/v1',
      '/playground',
      '/healthz',
      '/readyz',
      '/metrics',
    ].map((path): [Record<string, string>, RegExp] => [
      { BASE_PATH: path },
      /BASE_PATH must not be a path that the gateway answers at itself/,
    ]),
    [
      { CORS_ORIGINS: 'https://a.example,https://app.example.com/' },
      /without a path\. "https:\/\/app\.example\.com\/" is none: take away the slash at its end\.$/,
    ],
    [{ CORS_ORIGINS: 'https://a.example,b.example' }, /without a path\. "b\.example" is none\.$/],
    [{ CORS_ORIGINS: 'https://u:p/w@a.example' }, /"https:\/\/\(hidden\)@a\.example" is none\.$/],
    ...[
      'app.example.com',
      'https://app.example.com/',
      'https://*.example.com',
      'https://a.example,',
      '*,https://a.example',
      'https://u@a.example',
      'null',
      'https://a b',
      Array(101).fill('https://a.example').join(),
    ].map((origins): [Record<string, string>, RegExp] => [
      { CORS_ORIGINS: origins },
      /CORS_ORIGINS must be \* alone, or/,
    ]),
    [{ RATE_LIMIT: '1e3' }, /RATE_LIMIT must/],
    [{ LOG_LEVEL: 'verbose' }, /LOG_LEVEL must be one of fatal, error/],
    [
      { SECRETS_KEY: `${secretsKey},${secretsKey},canary` },
      /SECRETS_KEY key 2 is the same as key 1; key 3 must be 32 bytes in base64\. Make one with/,
    ],
    [{ SECRETS_KEY: Array(9).fill(secretsKey).join() }, /SECRETS_KEY has 9 keys, and takes at most 8/],
    [{ SECRETS_KEY: `${secretsKey},` }, /SECRETS_KEY key 2 must be 32 bytes in base64/],
    [{ DATABASE_URL: url }, /SECRETS_KEY is required with DATABASE_URL/],
    [{ ...external, DATABASE_URL: 'nonsense' }, /DATABASE_URL must have the form/],
    [{ ...external, DATABASE_URL: 'postgres://u:p@h/d' }, /DATABASE_URL must have the form/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@h' }, /DATABASE_URL must have the form/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@h/' }, /DATABASE_URL must have the form/],
    [{ ...external, DATABASE_URL: 'mysql://h/d' }, /DATABASE_URL must have the form/],
    ...['p%', '%zz', '%ff', '100%'].map((password): [Record<string, string>, RegExp] => [
      { ...external, DATABASE_URL: `mysql://u:${password}@h/d` },
      /% must be written %25/,
    ]),
    [{ ...external, DATABASE_URL: 'mysql://u%:p@h/d' }, /% must be written %25/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@h/d%' }, /% must be written %25/],
    ...['p#w', 'p/w', 'p?w', '1/2', 'p@#w', 'p@/w'].map((password): [Record<string, string>, RegExp] => [
      { ...external, DATABASE_URL: `mysql://u:${password}@h/d` },
      /must be written %2F %3F %23/,
    ]),
    [{ ...external, DATABASE_URL: 'mysql://u:p@h/d#e' }, /must be written %2F %3F %23/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@h/d/e' }, /must be written %2F %3F %23/],
    ...['0', '65536', '99999999', '33o6', '-1'].map((port): [Record<string, string>, RegExp] => [
      { ...external, DATABASE_URL: `mysql://u:p@h:${port}/d` },
      /the port must be a whole number from 1 to 65535/,
    ]),
    [{ ...external, DATABASE_URL: 'mysql://u:p@/d' }, /DATABASE_URL must have the form/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@:3306/d' }, /DATABASE_URL must have the form/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@[::1/d' }, /DATABASE_URL must have the form/],
    [{ ...external, DATABASE_URL: 'mysql://u:p w@h/d' }, /must not contain spaces, line breaks/],
    [{ ...external, DATABASE_URL: 'mysql://u:p\nw@h/d' }, /must not contain spaces, line breaks/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@h/d%00' }, /must not contain spaces, line breaks/],
    [{ ...external, DATABASE_URL: 'mysql://u:p@h/%00' }, /must not contain spaces, line breaks/],
    [{ ...external, DATABASE_URL: 'mysql://u%0A:p@h/d' }, /must not contain spaces, line breaks/],
    ...['mysql', 'information_schema', 'PERFORMANCE_SCHEMA', 's%79s'].map(
      (database): [Record<string, string>, RegExp] => [
        { ...external, DATABASE_URL: `mysql://u:p@h/${database}` },
        /DATABASE_URL names a database that the server keeps for itself/,
      ],
    ),
    [{ ...external, DATABASE_URL: `${url}?ssl-mode=PREFERRED` }, /ssl-mode with REQUIRED, VERIFY_CA/],
    [{ ...external, DATABASE_URL: `${url}?tls=skip-verify` }, /only the parameters ssl and ssl_ca/],
    [{ ...external, DATABASE_URL: `${url}?ssl=true&useSSL=false` }, /both that there is to be TLS/],
    [{ ...external, DATABASE_URL: `${url}?ssl=maybe` }, /ssl must be true or false/],
    [{ ...external, DATABASE_URL: `${url}?sslmode=require` }, /only the parameters ssl and ssl_ca/],
    [{ ...external, DATABASE_URL: `${url}?ssl_ca=/does/not/exist` }, /ssl_ca cannot be read/],
  ])('is refused: %o', (env, expected) => {
    expect(() => loadConfig(env)).toThrow(ConfigError);
    expect(() => loadConfig(env)).toThrow(expected);
    expect(mistakesIn(env)).toHaveLength(1);
  });
});
