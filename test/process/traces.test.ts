import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { tracingPackages } from '../../src/tracing/load-tracing.js';
import { startOtlpReceiver } from '../metrics/otlp-receiver.js';
import { GatewayFixture, type GatewayProcess } from '../support/gateway-process.js';
import { refusedStart } from './refused-start.js';

type Receiver = Awaited<ReturnType<typeof startOtlpReceiver>>;

const traceId = '0af7651916cd43dd8448eb211c80319c';
const clientSpan = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${clientSpan}-01`;
const secret = 'canary-name-of-a-server';

let fixture: GatewayFixture;
let receiver: Receiver;
beforeEach(async () => {
  fixture = await GatewayFixture.create();
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  await fixture.dispose();
  await receiver.stop();
});

async function ask(gateway: GatewayProcess, query: string, headers = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${gateway.printedKey}`,
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  expect(response.status).toBe(200);
}

function jsonLines(gateway: GatewayProcess) {
  return gateway.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

describe('traces', () => {
  it('change no answer to a document that cannot be carried out', async () => {
    const documents = [
      { query: 'query A { viewer { name } }', operationName: 'Missing' },
      { query: 'query A { viewer { name } } query B { viewer { name } }' },
      { query: 'fragment F on Viewer { name }' },
      { query: '{' },
    ];
    const key = fixture.transcript.guard('API key', 'the-key-of-traces');
    const options = { METRICS: 'on', ADMIN_API_KEY: key };
    const [plain, traced] = await Promise.all([
      fixture.start(options),
      fixture.start({
        ...options,
        DATA_DIR: join(fixture.directory, 'traced'),
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      }),
    ]);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    for (const document of documents) {
      const post = async ({ url }: GatewayProcess) => {
        const answer = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers,
          body: JSON.stringify(document),
        });
        return { status: answer.status, body: await answer.json() };
      };
      const answer = await post(plain);
      expect([document, answer.status]).toEqual([document, 400]);
      expect(await post(traced)).toEqual(answer);
    }
  });

  it('have a span for the request, for its operation and for each statement, below the span of the client', async () => {
    await writeFile(
      join(fixture.directory, '.env'),
      'OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test\nOTEL_EXPORTER_OTLP_HEADERS=x-tenant=one\n',
    );
    const gateway = await fixture.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    const query = `query Find { deliveryServers(search: "${secret}", first: 1) { totalCount } }`;
    await ask(gateway, query, { traceparent });
    await vi.waitFor(() =>
      expect(receiver.spans.filter((span) => span.traceId === traceId).length).toBeGreaterThan(2),
    );
    await vi.waitFor(() => expect(receiver.spans.map(({ name }) => name)).toContain('POST /graphql'));

    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    const [request] = spans.filter(({ kind }) => kind === 2);
    expect(request).toMatchObject({
      name: 'POST /graphql',
      parentSpanId: clientSpan,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
      },
    });
    const [operation] = spans.filter(({ name }) => name === 'query');
    expect(operation).toMatchObject({
      parentSpanId: request?.spanId,
      attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Find' },
    });
    const statements = spans.filter((span) => span.parentSpanId === operation?.spanId);
    expect(statements.length).toBeGreaterThan(0);
    for (const { kind, attributes } of statements) {
      expect(kind).toBe(3);
      expect(attributes).toMatchObject({
        'db.system.name': 'mariadb',
        'db.operation.name': 'SELECT',
        'db.query.summary': 'SELECT delivery_servers',
        'db.query.text': expect.stringMatching(/^SELECT .*\?/),
        'server.address': '127.0.0.1',
      });
    }
    expect(JSON.stringify(receiver.spans)).not.toContain(secret);
    expect(receiver.resources[0]).toMatchObject({
      'service.name': 'delivery-gateway',
      'deployment.environment.name': 'test',
    });
    expect(receiver.requests[0]).toMatchObject({ path: '/v1/traces', header: 'one' });
    const line = jsonLines(gateway).find(({ trace_id }) => trace_id === traceId);
    expect(line).toMatchObject({ msg: 'request', span_id: request?.spanId });
  });

  it('have the operations and statements of a legacy command, and no credential', async () => {
    const gateway = await fixture.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    await fetch(`${gateway.url}/api.php`, {
      method: 'POST',
      body: new URLSearchParams({ Command: 'DeliveryServers.Get', APIKey: String(gateway.printedKey) }),
    });
    await vi.waitFor(() => expect(receiver.spans.map(({ name }) => name)).toContain('POST /api.php'));
    const request = receiver.spans.find(({ name }) => name === 'POST /api.php');
    const operation = receiver.spans.find(
      ({ parentSpanId, name }) => parentSpanId === request?.spanId && name === 'query',
    );
    expect(operation?.attributes).toEqual({ 'graphql.operation.type': 'query' });
    expect(receiver.spans.filter(({ parentSpanId }) => parentSpanId === operation?.spanId)).not.toEqual([]);
    expect(JSON.stringify(receiver.requests.map(({ bytes }) => bytes.toString()))).not.toContain(
      gateway.printedKey,
    );
  });

  it('are sent in the format of protobuf unless told, and what is left of them at the end', async () => {
    const gateway = await fixture.start({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/of/traces`,
      OTEL_BSP_SCHEDULE_DELAY: '600000',
      OTEL_SERVICE_NAME: 'another-name',
    });
    await ask(gateway, 'query Find { viewer { name } }');
    expect(receiver.requests).toEqual([]);
    gateway.kill('SIGTERM');
    await gateway.exited;
    expect(receiver.requests).toHaveLength(1);
    const [{ path, contentType, bytes }] = receiver.requests as [Receiver['requests'][number]];
    expect({ path, contentType }).toEqual({ path: '/of/traces', contentType: 'application/x-protobuf' });
    for (const word of ['another-name', 'POST /graphql', 'Find', 'db.query.text'])
      expect(bytes.includes(word), word).toBe(true);
  });

  it('cost nothing but a line in the log when there is no collector', async () => {
    await receiver.stop();
    const gateway = await fixture.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '20',
    });
    for (let time = 0; time < 3; time++) await ask(gateway, '{ viewer { name } }');
    await vi.waitFor(() => expect(gateway.stdout).toContain('traces could not be sent'), { timeout: 20_000 });
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toMatchObject({ code: 0 });
    expect(gateway.stdout.match(/traces could not be sent/g)).toHaveLength(1);
  });

  it('are told to lack packages before a database is made', async () => {
    const resolver = `export const resolve = (name, context, next) =>
      next(name.startsWith('@opentelemetry/') ? '@not/installed' : name, context);`;
    const hook = join(fixture.directory, 'hook.mjs');
    await writeFile(join(fixture.directory, 'resolver.mjs'), resolver);
    await writeFile(
      hook,
      `import { register } from 'node:module';\nregister('./resolver.mjs', import.meta.url);`,
    );
    const gateway = await refusedStart(fixture, {
      OTEL_TRACES_EXPORTER: 'otlp',
      NODE_OPTIONS: `--import ${hook}`,
    });
    expect(gateway.stderr).toMatch(/^Traces need packages that are not installed: run "npm install /);
    expect(existsSync(fixture.dataDirectory)).toBe(false);
  });

  it('need packages whose versions are those that were tested', () => {
    expect(packageJson.peerDependencies).toEqual(tracingPackages);
    expect(packageJson.devDependencies).toMatchObject(tracingPackages);
    const optional = Object.fromEntries(
      Object.keys(tracingPackages).map((name) => [name, { optional: true }]),
    );
    expect(packageJson.peerDependenciesMeta).toEqual(optional);
  });
});
