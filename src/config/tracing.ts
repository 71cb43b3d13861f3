import type { Settings } from './settings.js';

export type TracingProtocol = (typeof protocols)[number];

export interface TracingConfig {
  protocol: TracingProtocol;
}

const protocols = ['http/protobuf', 'http/json'] as const;

/** The variables of OpenTelemetry that decide whether there are traces; its packages read the rest themselves. */
export function readTracing(settings: Settings): TracingConfig | null {
  const isDisabled = settings.oneOf('OTEL_SDK_DISABLED', ['true', 'false'], 'false') === 'true';
  const endpoints = [
    settings.word('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'),
    settings.word('OTEL_EXPORTER_OTLP_ENDPOINT'),
  ].filter((endpoint) => endpoint !== null);
  const exporter = settings.oneOf(
    'OTEL_TRACES_EXPORTER',
    ['otlp', 'none'],
    endpoints.length > 0 ? 'otlp' : 'none',
  );
  const forAll = settings.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', protocols, 'http/protobuf');
  const protocol = settings.oneOf('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', protocols, forAll);
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const)
    if (!/^https?:\/\/[^/]/i.test(settings.word(name) ?? 'http://unset'))
      settings.mistakes.push(`${name} must be a URL such as http://localhost:4318.`);
  return exporter === 'none' || isDisabled ? null : { protocol };
}
