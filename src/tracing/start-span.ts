import type { IncomingMessage } from 'node:http';
import type * as Api from '@opentelemetry/api';
import { attributesOfStatement, type DatabaseAttributes } from './attributes.js';

export type StartSpan = ReturnType<typeof createStartSpan>;

/**
 * Begins spans. Their names and attributes are those of OpenTelemetry's semantic conventions for HTTP, GraphQL and
 * databases, without what clients made up: a path may hold a credential, and a document values.
 */
export function createStartSpan(
  { SpanKind, trace, ROOT_CONTEXT, defaultTextMapGetter }: typeof Api,
  tracer: Api.Tracer,
  propagator: Api.TextMapPropagator,
) {
  let database: DatabaseAttributes | null = null;
  const below = (parent: Api.Span) => trace.setSpan(ROOT_CONTEXT, parent);

  return {
    /** Takes over the trace of a client that sends `traceparent`. */
    ofRequest({ method = '', headers, httpVersion }: IncomingMessage): Api.Span {
      const attributes = {
        'http.request.method': method,
        'network.protocol.version': httpVersion,
        'url.scheme': 'http',
      };
      const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      return tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, context);
    },

    ofOperation(name: string | null, kind: string | null, parent: Api.Span): Api.Span {
      const attributes = {
        ...(kind === null ? {} : { 'graphql.operation.type': kind }),
        ...(name === null ? {} : { 'graphql.operation.name': name }),
      };
      return tracer.startSpan(kind ?? 'GraphQL Operation', { attributes }, below(parent));
    },

    ofStatement(sql: string, parent: Api.Span): Api.Span {
      const attributes = attributesOfStatement(sql, database);
      return tracer.startSpan(
        attributes['db.query.summary'],
        { kind: SpanKind.CLIENT, attributes },
        below(parent),
      );
    },

    /** Says which database it is that statements go to. */
    describeDatabase(described: DatabaseAttributes): void {
      database = described;
    },
  };
}
