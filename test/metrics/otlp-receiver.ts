import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code?: number };
  attributes: Record<string, unknown>;
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

/** A collector of OpenTelemetry that takes OTLP over HTTP, in JSON, and keeps what it gets. */
export async function startOtlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const resources: Record<string, unknown>[] = [];
  const requests: { path: string; contentType: string; bytes: Buffer; header: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const sent = Buffer.concat(await request.toArray());
    const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const contentType = request.headers['content-type'] ?? '';
    const header = request.headers['x-tenant'];
    requests.push({ path: request.url ?? '', contentType, bytes, header: header as string | undefined });
    if (contentType === 'application/json') {
      for (const { resource, scopeSpans } of JSON.parse(bytes.toString()).resourceSpans) {
        resources.push(attributesOf(resource.attributes));
        for (const scope of scopeSpans)
          for (const span of scope.spans) spans.push({ ...span, attributes: attributesOf(span.attributes) });
      }
    }
    response.setHeader('content-type', contentType).end(contentType === 'application/json' ? '{}' : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    resources,
    requests,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function attributesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
