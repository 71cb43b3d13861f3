import { FieldResolver, Resolver, Root } from 'type-graphql';
import { type Check as CheckData, VerificationSource } from '../../delivery-servers/delivery-server.js';
import { Check } from '../../delivery-servers/graphql/delivery-server.type.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import type { VerificationRunLoaders } from '../storage/verification-run.loaders.js';
import type { LatestCheck, RunResult } from '../verification-run.js';
import { CheckResult } from './check-result.type.js';
import { Finding } from './finding.type.js';

/** What is known of a check of a server besides its status, when this gateway made it. */
@Resolver(() => Check)
export class CheckResolver {
  constructor(private readonly runs: VerificationRunLoaders) {}

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When it was measured. Null when it never was, or its status was reported since.',
  })
  async checkedAt(@Root() check: CheckData): Promise<Date | null> {
    return (await this.measured(check))?.checkedAt ?? null;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When a measurement last passed (PASS or WARN), whatever was reported. Null when none ever did.',
  })
  async lastPassedAt(@Root() check: CheckData): Promise<Date | null> {
    return (await this.latest(check))?.lastPassedAt ?? null;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'Since when measurements fail: the first failure of those in a row. Null when the last one that could say passed. A check that the schedule has found failing once still has its status of before.',
  })
  async failingSince(@Root() check: CheckData): Promise<Date | null> {
    return (await this.latest(check))?.failingSince ?? null;
  }

  @FieldResolver(() => [Finding], {
    description: 'Everything that there is to know when it was measured; empty when it was reported.',
  })
  async findings(@Root() check: CheckData): Promise<RunResult['findings']> {
    return (await this.measured(check))?.result?.findings ?? [];
  }

  @FieldResolver(() => CheckResult, {
    nullable: true,
    description:
      'The whole result when it was measured. Null when it was not, its status was reported since, or its run is so old that it was removed.',
  })
  async result(@Root() check: CheckData): Promise<RunResult | null> {
    return (await this.measured(check))?.result ?? null;
  }

  /** What was reported has no result, and an earlier one says nothing of it. */
  private async measured(check: CheckData): Promise<LatestCheck | null> {
    return check.source === VerificationSource.MEASURED ? this.latest(check) : null;
  }

  private async latest({ kind, deliveryServerRowId }: CheckData): Promise<LatestCheck | null> {
    const latest = await this.runs.latest.load(deliveryServerRowId);
    return latest.find((check) => check.kind === kind) ?? null;
  }
}
