import { logLevels } from './log-level.js';

/** A setting. An empty variable counts as unset. */
export interface EnvironmentVariable {
  name: string;
  /** As the documentation words it. */
  default: string;
  meaning: string;
  /** Never shown, not even to who runs the gateway. */
  isSecret?: true;
  /** Whether `NAME_FILE` may name a file that holds the value, as secrets are handed to containers. */
  hasFile?: true;
}

/** Every variable, in the order in which docs/operations.md lists them. A test holds that page to it. */
export const environmentVariables = [
  { name: 'PORT', default: '4000', meaning: 'TCP port to listen on, 0 to 65535; 0 lets the system choose' },
  { name: 'HOST', default: '127.0.0.1', meaning: 'address to listen on; `0.0.0.0` for every interface' },
  {
    name: 'DATABASE_URL',
    default: 'none: embedded database',
    meaning:
      '`mysql://user:password@host:port/database` of MySQL or MariaDB (the versions that were tried are under [Databases](#databases)); add `?ssl=true` (or `?ssl-mode=REQUIRED`) for TLS and `&ssl_ca=/path/ca.pem` for a private certificate authority; the certificate is always verified',
    isSecret: true,
    hasFile: true,
  },
  {
    name: 'DATA_DIR',
    default: '.data',
    meaning: 'folder of the embedded database and of generated secrets (files of mode 0600)',
  },
  {
    name: 'CACHE_DIR',
    default: 'none: `.cache` in the folder of the program',
    meaning:
      'folder of the database server that is fetched where none is installed; it can be deleted at any time',
  },
  {
    name: 'ADMIN_API_KEY',
    default: 'none: generated on the first start and printed once',
    meaning:
      'an API key with every scope that is always accepted; any text of 8 to 512 letters, digits, signs and inner spaces of ASCII, such as the key of the old system (with `dgk_` before it only a whole key of this gateway). Changing or removing it ends the previous one at the next start',
    isSecret: true,
    hasFile: true,
  },
  {
    name: 'ADMIN_USERNAME',
    default: 'none',
    meaning: 'user name of an administrator, created or updated at start; needs `ADMIN_PASSWORD`',
  },
  {
    name: 'ADMIN_PASSWORD',
    default: 'none',
    meaning: 'password of that administrator, 8 to 512 characters',
    isSecret: true,
    hasFile: true,
  },
  {
    name: 'ADMIN_EMAIL',
    default: 'none: `ADMIN_USERNAME`, when that is an address',
    meaning: 'who gets the test message of a verification when nobody else is named',
  },
  {
    name: 'SECRETS_KEY',
    default: 'generated into `DATA_DIR` when embedded',
    meaning:
      '32 bytes in base64 (`openssl rand -base64 32`) that seal the stored SMTP passwords; required with `DATABASE_URL`. Up to 8 such keys with commas between them while the key is [changed](#changing-the-secrets-key): the first one seals, all of them open',
    isSecret: true,
    hasFile: true,
  },
  {
    name: 'LEGACY_SMTP_PASSWORDS',
    default: 'show',
    meaning: '`hide` removes `smtp_password` from the answers of `/api.php`',
  },
  {
    name: 'LEGACY_TESTRESULTS',
    default: 'store',
    meaning:
      '`verify` lets `deliveryserver.testresults` of `/api.php` measure the server instead of storing what was sent',
  },
  {
    name: 'AUDIT_RETENTION_DAYS',
    default: '400',
    meaning: 'for how many days entries of the audit trail are kept, up to 36500; 0 keeps them for ever',
  },
  { name: 'PLAYGROUND', default: 'on', meaning: '`off` removes the playground and introspection' },
  {
    name: 'RATE_LIMIT',
    default: '60000',
    meaning:
      'points that one credential may use in a minute at all gateways together, up to 1000000000; 0 turns the limit off',
  },
  {
    name: 'VERIFY_RATE_LIMIT',
    default: '600',
    meaning:
      'verifications that one credential may begin in 300 seconds at all gateways together, up to 1000000000; 0 turns the limit off',
  },
  {
    name: 'VERIFY_ALLOW_NETWORKS',
    default: 'none',
    meaning:
      'addresses, and networks such as `10.0.0.0/8`, with commas between them, at most 100, that delivery tests and the webhook may connect to although they are [not of the public internet](#what-the-gateway-connects-to)',
  },
  {
    name: 'VERIFY_MESSAGE_LIMIT',
    default: '10',
    meaning:
      'attempts to send a test message that one credential may have in 300 seconds, also those that fail, at all gateways together, up to 1000000000; 0 turns the limit off',
  },
  {
    name: 'VERIFY_PROBE_LISTEN',
    default: 'none',
    meaning:
      'address and port, such as `0.0.0.0:2525`, at which the gateway itself receives the messages of delivery tests: see [Test messages that come back](#test-messages-that-come-back). Nothing listens there without it',
  },
  {
    name: 'VERIFY_PROBE_ADDRESS',
    default: 'none',
    meaning:
      'the address that they are sent to, such as `probe@probe.example.net`, of a domain whose mail comes to that port; at most 20 characters before the `@`. Required with the other',
  },
  {
    name: 'VERIFY_PROBE_TLS_KEY',
    default: 'none',
    meaning: 'private key (PEM, without a password) with which TLS is offered there (STARTTLS)',
    isSecret: true,
    hasFile: true,
  },
  {
    name: 'VERIFY_PROBE_TLS_CERTIFICATE',
    default: 'none',
    meaning: 'its certificate (PEM), with those of its issuers after it; required with the key',
    hasFile: true,
  },
  {
    name: 'VERIFY_WEBHOOK_URL',
    default: 'none',
    meaning:
      'URL, `https://` or `http://`, to which each [check that turns](verification.md#webhook) is posted; needs `VERIFY_WEBHOOK_SECRET`. What turned before it was set or changed is not told',
    isSecret: true,
    hasFile: true,
  },
  {
    name: 'VERIFY_WEBHOOK_SECRET',
    default: 'none',
    meaning:
      'what posts to that URL are signed with, 8 to 512 characters, such as what `openssl rand -hex 32` prints',
    isSecret: true,
    hasFile: true,
  },
  {
    name: 'VERIFY_EVERY',
    default: 'none: only when asked',
    meaning:
      'how often every server is verified without being asked, such as `15m`, `6h` or `1d`, from `1s` to `30d`; a server may say otherwise. The same at all gateways, see [Verification](verification.md#on-a-schedule)',
  },
  {
    name: 'VERIFY_SENDS_TO',
    default: 'none: no message is sent',
    meaning:
      'address that gets a test message through each server that is verified without being asked; without it the delivery test ends when the gateway has signed in',
  },
  {
    name: 'TRUST_PROXY',
    default: 'loopback',
    meaning:
      'whose `X-Forwarded-For` tells the address of a client: how many proxies there are before the gateway (0 to 10), or a list of their addresses and networks, such as `loopback, 10.0.0.0/8`',
  },
  {
    name: 'BASE_PATH',
    default: '/',
    meaning:
      'path under which clients find the gateway, such as `/gateway`, whether a proxy in front takes it away or not; none that the gateway answers at itself, such as `/graphql`',
  },
  {
    name: 'CORS_ORIGINS',
    default: 'none',
    meaning:
      'origins whose pages may use `/graphql`, `/graphql/stream`, WebSockets and `/api.php`, such as `https://app.example.com,http://localhost:3000`; `*` for all',
  },
  {
    name: 'DNS_RESOLVERS',
    default: 'none: those of the system',
    meaning:
      'resolvers that checks of DNS ask, at most 4 and the first one first: addresses with their ports, such as `192.0.2.1, [2001:db8::1]:5353`; the port is 53 unless it is told',
  },
  {
    name: 'DNS_SENDING_ADDRESSES',
    default: 'none',
    meaning:
      'addresses that mail leaves from, and networks such as `192.0.2.0/28`, with commas between them, at most 50; like the six settings below, for servers whose `expectations` do not say it, see [Verification](verification.md#expectations)',
  },
  {
    name: 'DNS_SPF_INCLUDE',
    default: 'none',
    meaning: 'name that SPF records are to include, such as `spf.example.com`',
  },
  {
    name: 'DNS_DKIM_SELECTOR',
    default: 'none',
    meaning: 'selectors of the DKIM keys at the domain of mail-from, such as `s1,s2`, at most 20',
  },
  {
    name: 'DNS_DKIM_KEY',
    default: 'none',
    meaning:
      'public key that those selectors are to have: base64 as after `p=` in the record, the whole record, or the text of a PEM file; any key when left out',
  },
  {
    name: 'DNS_SENDER_DOMAIN',
    default: 'none',
    meaning: 'name that domains of mail-from are to lead to by CNAME',
  },
  {
    name: 'DNS_LINK_TRACKER',
    default: 'none',
    meaning: 'the same for domains of tracked links',
  },
  {
    name: 'DNS_OPEN_TRACKER',
    default: 'none',
    meaning: 'the same for domains of the pixel that tracks opens',
  },
  {
    name: 'METRICS',
    default: 'off',
    meaning: '`on` counts and gives `/metrics` to Prometheus, see [Monitoring](#monitoring)',
  },
  {
    name: 'METRICS_PORT',
    default: 'none: the port of the gateway',
    meaning:
      'TCP port of `/metrics` alone, on the address `HOST` and without credentials; without it `/metrics` is at `PORT` and needs a credential with the scope ADMIN',
  },
  {
    name: 'OTEL_TRACES_EXPORTER',
    default: 'none',
    meaning:
      '`otlp` sends [traces](#traces) to a collector of OpenTelemetry; an endpoint turns them on as well, and `none` off',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: 'none: `http://localhost:4318` with `OTEL_TRACES_EXPORTER`',
    meaning: 'URL of the collector, to which `/v1/traces` is added',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    default: 'none',
    meaning: 'whole URL of the collector for traces',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    default: 'http/protobuf',
    meaning: '`http/protobuf` or `http/json`',
  },
  { name: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', default: 'none', meaning: 'the same, for traces' },
  { name: 'OTEL_SDK_DISABLED', default: 'false', meaning: '`true` turns traces off, whatever else is set' },
  { name: 'LOG_LEVEL', default: 'info', meaning: `one of ${logLevels.join(', ')}` },
] as const satisfies readonly EnvironmentVariable[];

export type VariableName = (typeof environmentVariables)[number]['name'];

/** The name of every variable that is read, those that name files included. */
export const variableNames: readonly string[] = environmentVariables.flatMap((variable) =>
  'hasFile' in variable ? [variable.name, `${variable.name}_FILE`] : [variable.name],
);
