import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Span, SpanStatus } from '@opentelemetry/api';
import { attributesOfError } from './attributes.js';
import type { StartSpan } from './start-span.js';

export type Tracing = ReturnType<typeof createTracing>;

/** SpanStatusCode.ERROR, of a package that is loaded only when it is needed. */
const failed: SpanStatus = { code: 2 };

/** What the log says of where it was written. */
export interface TraceFields {
  trace_id?: string;
  span_id?: string;
}

interface NamedOperation {
  name: string | null;
  kind: string | null;
}

/**
 * Spans of requests, of the operations in them and of their statements. What nobody asked for, such as the polling for
 * events, has none. Requests that share a statement see it below the one that asked first.
 */
export function createTracing(startSpan: StartSpan, stop: () => Promise<void>) {
  /** The span that is under way. */
  const current = new AsyncLocalStorage<Span>();
  const requests = new WeakMap<ServerResponse, Span>();

  return {
    /** A handler of Express that begins the span of a request, in which everything after it runs. */
    request(request: IncomingMessage, response: ServerResponse, next: () => void): void {
      const span = startSpan.ofRequest(request);
      requests.set(response, span);
      current.run(span, next);
    },

    /** Ends it by the line of the request in the log, and gives what that line is to say of it. */
    endRequest(
      line: { path: string; status: number; method: string },
      response: ServerResponse,
    ): TraceFields {
      const span = requests.get(response);
      if (!span) return {};
      span.updateName(`${line.method} ${line.path}`);
      span.setAttributes({ 'http.route': line.path, 'http.response.status_code': line.status });
      if (line.status >= 500) span.setStatus(failed).setAttribute('error.type', String(line.status));
      span.end();
      return fieldsOf(span);
    },

    /** Runs an operation in a span of its own. */
    async run<T>({ name, kind }: NamedOperation, work: () => Promise<T>): Promise<T> {
      const parent = current.getStore();
      if (!parent) return work();
      const span = startSpan.ofOperation(name, kind, parent);
      try {
        return await current.run(span, work);
      } catch (error) {
        span.setStatus(failed).setAttributes(attributesOfError(error));
        throw error;
      } finally {
        span.end();
      }
    },

    /** Begins the span of a statement; it is ended by what this returns. */
    statement(sql: string): (error: unknown) => void {
      const parent = current.getStore();
      if (!parent) return () => {};
      const span = startSpan.ofStatement(sql, parent);
      return (error) => {
        if (error) span.setStatus(failed).setAttributes(attributesOfError(error));
        span.end();
      };
    },

    /** What a line of the log that is written now is to say. */
    logFields: (): TraceFields => fieldsOf(current.getStore()),

    describeDatabase: startSpan.describeDatabase,

    /** Sends what is left. */
    stop,
  };
}

function fieldsOf(span: Span | undefined): TraceFields {
  if (!span) return {};
  const { traceId, spanId } = span.spanContext();
  return { trace_id: traceId, span_id: spanId };
}
