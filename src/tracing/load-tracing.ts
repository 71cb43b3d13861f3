import { createStartSpan } from './start-span.js';
import { createTracing, type Tracing } from './tracing.js';

/** A package of OpenTelemetry is not installed. */
export class TracingPackagesError extends Error {
  override name = 'TracingPackagesError';
}

/** Versions that go together. A test holds them to package.json. */
export const tracingPackages = {
  '@opentelemetry/api': '1.9.1',
  '@opentelemetry/core': '2.12.1',
  '@opentelemetry/resources': '2.12.1',
  '@opentelemetry/sdk-trace-base': '2.12.1',
  '@opentelemetry/exporter-trace-otlp-http': '0.223.1',
  '@opentelemetry/exporter-trace-otlp-proto': '0.223.1',
};

const defaultServiceName = 'delivery-gateway';
const quietMilliseconds = 60_000;

/**
 * Loads the packages of OpenTelemetry, which read the rest of their variables from the environment.
 * @param onFailure told of spans that could not be sent, at most once a minute
 * @throws TracingPackagesError when they are not installed
 */
export async function loadTracing(
  { protocol }: { protocol: 'http/protobuf' | 'http/json' },
  onFailure: (error: unknown) => void,
): Promise<Tracing> {
  const [api, { W3CTraceContextPropagator }, resources, sdk, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-base'),
    protocol === 'http/json'
      ? import('@opentelemetry/exporter-trace-otlp-http')
      : import('@opentelemetry/exporter-trace-otlp-proto'),
  ]).catch((error) => {
    throw error?.code === 'ERR_MODULE_NOT_FOUND' ? new TracingPackagesError(howToInstall) : error;
  });
  const exporter = new OTLPTraceExporter();
  const send = exporter.export.bind(exporter);
  let quietUntil = 0;
  exporter.export = (spans, done) =>
    send(spans, (result) => {
      if (result.error && Date.now() >= quietUntil) {
        quietUntil = Date.now() + quietMilliseconds;
        onFailure(result.error);
      }
      done(result);
    });
  const { resourceFromAttributes, detectResources, envDetector } = resources;
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': defaultServiceName }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  const startSpan = createStartSpan(
    api,
    provider.getTracer(defaultServiceName),
    new W3CTraceContextPropagator(),
  );
  return createTracing(startSpan, () => provider.shutdown());
}

const howToInstall = `Traces need packages that are not installed: run "npm install --no-save --save-prod --omit=dev ${Object.entries(
  tracingPackages,
)
  .map((entry) => entry.join('@'))
  .join(' ')}", or set OTEL_TRACES_EXPORTER=none.`;
