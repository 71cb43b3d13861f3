import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Registry } from 'prom-client';
import { createBoundedLabel } from './bounded-label.js';
import { byteBuckets, secondBuckets } from './buckets.js';
import { createCounters, createHistograms } from './series.js';

/** The line of a request in the log, as far as it is measured. */
export interface MeasuredRequest {
  path: string;
  status: number;
  milliseconds: number;
  /** Of a legacy request: its command. */
  command?: unknown;
  /** Of a legacy request that was refused: one code or several. */
  errorCode?: unknown;
  /** Why somebody else answered in the place of the command. */
  refused?: unknown;
  /** Such as `API_KEY 7`. */
  credential?: unknown;
}

const maxCredentials = 100;

/** Requests over HTTP, and what the legacy API was asked for. */
export function createRequestMetrics(registry: Registry) {
  const duration = createHistograms(registry, {
    name: 'gateway_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer, by route and status.',
    labelNames: ['route', 'status'],
    buckets: secondBuckets,
  });
  const received = createHistograms(registry, {
    name: 'gateway_http_request_size_bytes',
    help: 'Size of requests with their headers.',
    labelNames: [],
    buckets: byteBuckets,
  });
  const sent = createHistograms(registry, {
    name: 'gateway_http_response_size_bytes',
    help: 'Size of answers with their headers.',
    labelNames: [],
    buckets: byteBuckets,
  });
  const legacyRequests = createCounters(registry, {
    name: 'gateway_legacy_requests_total',
    help: 'Requests of the legacy API by command and code, the lowest when there are several; 0 is success, none is no answer.',
    labelNames: ['command', 'code'],
  });
  const legacyDuration = createHistograms(registry, {
    name: 'gateway_legacy_request_duration_seconds',
    help: 'Time that requests of the legacy API took, by command.',
    labelNames: ['command'],
    buckets: secondBuckets,
  });
  const legacyUse = createCounters(registry, {
    name: 'gateway_legacy_requests_by_credential_total',
    help: `Requests of the legacy API by credential: ${maxCredentials} of them, and "other".`,
    labelNames: ['credential'],
  });
  const credentialLabel = createBoundedLabel(maxCredentials, true);
  const measureSize = createSizeMeter();

  return {
    /** @param response absent when what came was no request */
    request(line: MeasuredRequest, response?: ServerResponse): void {
      const seconds = line.milliseconds / 1_000;
      duration(line.path, line.status).observe(seconds);
      const size = response && measureSize(response.req.socket);
      if (size) {
        received().observe(size.received);
        sent().observe(size.sent);
      }
      if (!line.path.startsWith('/api')) return;
      const command = typeof line.command === 'string' ? line.command : 'none';
      legacyRequests(command, codeOf(line)).inc();
      legacyDuration(command).observe(seconds);
      if (typeof line.credential === 'string') legacyUse(credentialLabel(line.credential)).inc();
    },
  };
}

/** Whoever got no answer of the command, because it came too late or the client left, has no code. */
function codeOf({ errorCode, status, refused }: MeasuredRequest): number | 'none' {
  if (errorCode !== undefined) return Number(Array.isArray(errorCode) ? errorCode[0] : errorCode);
  return status === 200 && refused === undefined ? 0 : 'none';
}

/**
 * The bytes of a request and its answer: what went over its connection since the one before. Headers tell it of some
 * answers only; a long list is sent in pieces.
 */
function createSizeMeter() {
  const totals = new WeakMap<Socket, { received: number; sent: number }>();
  return (socket: Socket) => {
    const total = totals.get(socket) ?? { received: 0, sent: 0 };
    if (total.received === 0) totals.set(socket, total);
    const { received, sent } = total;
    total.received = socket.bytesRead;
    total.sent = socket.bytesWritten;
    return { received: total.received - received, sent: total.sent - sent };
  };
}
