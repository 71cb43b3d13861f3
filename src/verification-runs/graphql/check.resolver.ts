import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Sight } from '../../caller/sight.js';
import { type Check as CheckData, VerificationSource } from '../../delivery-servers/delivery-server.js';
import { Check } from '../../delivery-servers/graphql/delivery-server.type.js';
import type { GatewayContext } from '../../graphql/context.js';
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
  async checkedAt(@Root() check: CheckData, @Ctx() { sight }: GatewayContext): Promise<Date | null> {
    return (await this.measured(check, sight))?.checkedAt ?? null;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When a measurement last passed (PASS or WARN), whatever was reported. Null when none ever did.',
  })
  async lastPassedAt(@Root() check: CheckData, @Ctx() { sight }: GatewayContext): Promise<Date | null> {
    return (await this.latest(check, sight))?.lastPassedAt ?? null;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'Since when measurements fail: the first failure of those in a row. Null when the last one that could say passed. A check that the schedule has found failing once still has its status of before.',
  })
  async failingSince(@Root() check: CheckData, @Ctx() { sight }: GatewayContext): Promise<Date | null> {
    return (await this.latest(check, sight))?.failingSince ?? null;
  }

  @FieldResolver(() => [Finding], {
    description: 'Everything that there is to know when it was measured; empty when it was reported.',
  })
  async findings(@Root() check: CheckData, @Ctx() { sight }: GatewayContext): Promise<RunResult['findings']> {
    return (await this.measured(check, sight))?.result?.findings ?? [];
  }

  @FieldResolver(() => CheckResult, {
    nullable: true,
    description:
      'The whole result when it was measured. Null when it was not, its status was reported since, or its run is so old that it was removed.',
  })
  async result(@Root() check: CheckData, @Ctx() { sight }: GatewayContext): Promise<RunResult | null> {
    return (await this.measured(check, sight))?.result ?? null;
  }

  /** What was reported has no result, and an earlier one says nothing of it. */
  private async measured(check: CheckData, sight: Sight): Promise<LatestCheck | null> {
    return check.source === VerificationSource.MEASURED ? this.latest(check, sight) : null;
  }

  private async latest({ kind, deliveryServerRowId }: CheckData, sight: Sight): Promise<LatestCheck | null> {
    const latest = await this.runs.latest(sight).load(deliveryServerRowId);
    return latest.find((check) => check.kind === kind) ?? null;
  }
}
