import { Sight } from '../caller/sight.js';
import type { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import type { WriteOnce } from '../idempotency/write-once.js';
import { createConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import type { Read } from '../sql/read.js';
import { deadlineMilliseconds, type Transact } from '../sql/transact.js';
import { createDnsClient } from '../verification/dns/dns-client.js';
import { createRunResolve } from '../verification/dns/run-resolve.js';
import { createNetworkGuard } from '../verification/network/create-network-guard.js';
import { createDnsJudge } from '../verification/thread/dns-judge.js';
import { DnsCheckService } from '../verification-runs/service/dns-check.service.js';
import { createForecastRoute } from '../verification-runs/service/forecast-route.js';
import { isResolverUp } from '../verification-runs/service/resolver-up.js';
import { RunWaiter } from '../verification-runs/service/run-waiter.js';
import { RunWorker } from '../verification-runs/service/run-worker.js';
import { SettingsTestService } from '../verification-runs/service/settings-test.service.js';
import { VerificationRunService } from '../verification-runs/service/verification-run.service.js';
import { VerificationScheduler } from '../verification-runs/service/verification-scheduler.js';
import { createVerifyToEnd } from '../verification-runs/service/verify-to-end.js';
import { createTakeFromQuota, type InTurnOf } from '../verification-runs/storage/verification-quota.js';
import { VerificationRunLoaders } from '../verification-runs/storage/verification-run.loaders.js';
import { VerificationRunRepository } from '../verification-runs/storage/verification-run.repository.js';
import type { AppOptions, Times } from './options.js';
import { createProbe } from './probe.js';

interface VerificationParts
  extends FailurePolicy,
    Pick<
      AppOptions,
      | 'secretsKeys'
      | 'dnsResolvers'
      | 'smtpAuthorities'
      | 'dnsExpectations'
      | 'allowedNetworks'
      | 'verifyRateLimit'
      | 'verifyMessageLimit'
      | 'administratorEmail'
      | 'probe'
      | 'verificationSchedule'
      | 'log'
    >,
    Pick<Times, 'verificationTimes' | 'verifyWaitMilliseconds' | 'probeMilliseconds' | 'scheduleTimes'> {
  read: Read;
  transact: Transact;
  writeOnce: WriteOnce;
  vault: PasswordVault;
}

/** What measures servers: requests for runs, and the worker that makes them. */
export function createVerification(parts: VerificationParts) {
  const { read, transact, writeOnce, classifyFailure, report } = parts;
  const dnsClient = createDnsClient({ servers: parts.dnsResolvers });
  const createResolve = (signal: AbortSignal) => createRunResolve(dnsClient, { signal });
  const dnsJudge = createDnsJudge({ resolvers: parts.dnsResolvers, report });
  const verificationRuns = new VerificationRunRepository(read);
  const takeFromQuota = createTakeFromQuota({
    RUNS: parts.verifyRateLimit,
    MESSAGES: parts.verifyMessageLimit,
  });
  // The quota of a credential is held until the COMMIT: whoever waits for it shall hold no connection meanwhile.
  const oneByOne = createConcurrencyLimit({ running: 1, waiting: 1_000, milliseconds: deadlineMilliseconds });
  const inTurnOf: InTurnOf = ({ kind, rowId }, work) => oneByOne(`${kind} ${rowId}`, work);
  const guard = createNetworkGuard(parts.allowedNetworks);
  const checking = {
    transact,
    dnsJudge,
    expectations: parts.dnsExpectations,
    report,
  };
  const loopBack =
    parts.probe &&
    createProbe(parts.probe, {
      ...parts,
      createResolve,
      waitMilliseconds: parts.probeMilliseconds,
    });
  const isUnavailable = (error: unknown) => classifyFailure(error) !== null;
  const delivering = {
    createResolve,
    guard,
    authorities: parts.smtpAuthorities,
    report,
  };
  const worker = new RunWorker({
    ...checking,
    ...delivering,
    vault: parts.vault,
    loopBack,
    runs: verificationRuns,
    isUnavailable,
    times: parts.verificationTimes,
    takesScheduled: () => !scheduler.isPaused,
  });
  const scheduler = new VerificationScheduler({
    schedule: parts.verificationSchedule,
    times: parts.scheduleTimes,
    read,
    transact,
    isResolverUp: () => isResolverUp(dnsClient),
    poke: () => void worker.poke(),
    isUnavailable,
    report,
    log: parts.log,
  });
  const verificationRunService = new VerificationRunService({
    writeOnce,
    inTurnOf,
    takeFromQuota,
    defaultRecipient: loopBack?.recipient ?? parts.administratorEmail,
    poke: () => void worker.poke(),
  });
  const waiter = new RunWaiter({
    find: (rowIds) => verificationRuns.find(rowIds, Sight.ofAll),
    onFailure: (error) => isUnavailable(error) || report(error),
  });
  return {
    guard,
    createResolve,
    verificationRuns,
    verificationRunLoaders: new VerificationRunLoaders(verificationRuns),
    verificationRunService,
    verifyToEnd: createVerifyToEnd({
      service: verificationRunService,
      waiter,
      milliseconds: parts.verifyWaitMilliseconds,
    }),
    forecastRoute: createForecastRoute(dnsJudge, parts.dnsExpectations),
    settingsTestService: new SettingsTestService({
      ...delivering,
      transact,
      inTurnOf,
      takeFromQuota,
      defaultRecipient: parts.administratorEmail,
    }),
    dnsCheckService: new DnsCheckService({ ...checking, inTurnOf, takeFromQuota }),
    loopBack,
    verification: {
      /** Ends the runs under way, whose results those who follow them can still be told. */
      stopRuns: () => Promise.all([scheduler.stop(), worker.stop()]),
      scheduleLagSeconds: () => scheduler.lagSeconds(),
      /** After the last answer. */
      async stop() {
        await waiter.stop();
        dnsClient.stop();
        await dnsJudge.stop();
      },
    },
  };
}
