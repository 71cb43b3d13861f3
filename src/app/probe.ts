import type { ProbeConfig } from '../config/probe.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import { Probe } from '../probe/probe.js';
import { ProbeAddress } from '../probe/probe-address.js';
import { type ProbeListener, startProbeListener } from '../probe/probe-listener.js';
import { ProbeArrivals } from '../probe/storage/probe-arrivals.js';
import { createFingerprints } from '../secrets/fingerprint.js';
import type { KeyRing } from '../secrets/key-ring.js';
import type { Read } from '../sql/read.js';
import type { Transact } from '../sql/transact.js';
import type { Resolve } from '../verification/dns/dns-answer.js';
import type { LoopBack } from '../verification-runs/loop-back.js';

interface ProbeParts extends FailurePolicy {
  secretsKeys: KeyRing;
  read: Read;
  transact: Transact;
  createResolve(signal: AbortSignal): Resolve;
  waitMilliseconds: number;
}

/** Receives the messages of delivery tests, once it listens. */
export interface ListeningLoopBack extends LoopBack {
  listen(): Promise<ProbeListener>;
}

export function createProbe(config: ProbeConfig, parts: ProbeParts): ListeningLoopBack {
  const { secretsKeys, read, transact, createResolve, waitMilliseconds, classifyFailure, report } = parts;
  const probe = new Probe({
    address: new ProbeAddress(config.address, createFingerprints(secretsKeys, 'delivery-gateway probe')),
    arrivals: new ProbeArrivals(read, transact),
    createResolve,
    isUnavailable: (error) => classifyFailure(error) !== null,
    waitMilliseconds,
  });
  return Object.assign(probe, {
    listen: () =>
      startProbeListener({
        ...config,
        name: config.address.slice(config.address.indexOf('@') + 1),
        isExpected: (recipient) => probe.isExpected(recipient),
        receive: (mail) => probe.receive(mail),
        report,
      }),
  });
}
