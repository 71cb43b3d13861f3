import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { DeliveryServer as DeliveryServerData } from '../../delivery-servers/delivery-server.js';
import { DeliveryServer } from '../../delivery-servers/graphql/delivery-server.type.js';
import type { DeliveryServerLoaders } from '../../delivery-servers/storage/delivery-server.loaders.js';
import type { GatewayContext } from '../../graphql/context.js';
import { UsualLength } from '../../graphql/schema/field-marks.js';
import { selectedFields } from '../../graphql/schema/selected-fields.js';
import { CheckKind } from '../../verification/check.js';
import type { SmtpStage as SmtpStageData } from '../../verification/smtp/smtp-stage.js';
import type { VerificationRunLoaders } from '../storage/verification-run.loaders.js';
import type { RunResult, VerificationRun as VerificationRunData } from '../verification-run.js';
import { CheckResult } from './check-result.type.js';
import { SmtpStage } from './delivery-facts.type.js';
import { VerificationChange, VerificationRun } from './verification-run.type.js';

const usualChecks = 7;

@Resolver(() => VerificationRun)
export class VerificationRunResolver {
  constructor(
    private readonly runs: VerificationRunLoaders,
    private readonly servers: DeliveryServerLoaders,
  ) {}

  @FieldResolver(() => DeliveryServer, {
    nullable: true,
    description: 'The server as it is now. Null when it was deleted a moment ago.',
  })
  deliveryServer(
    @Root() { deliveryServerRowId }: VerificationRunData,
    @Ctx() { sight }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> {
    return this.servers.deliveryServer(sight, selectedFields(info)).load(deliveryServerRowId);
  }

  @UsualLength(usualChecks)
  @FieldResolver(() => [CheckResult], {
    description: 'The results of the checks that are done by now, in the order of `CheckKind`.',
  })
  checks(@Root() { rowId }: VerificationRunData, @Ctx() { sight }: GatewayContext): Promise<RunResult[]> {
    return this.runs.results(sight).load(rowId);
  }

  @FieldResolver(() => [SmtpStage], {
    description:
      'The stages of EMAIL_DELIVERY that are over by now, in the order in which they happen. Empty before it begins, and when the run does not make it.',
  })
  async stages(
    @Root() { rowId, deliveryMode, stages }: VerificationRunData,
    @Ctx() { sight }: GatewayContext,
  ): Promise<readonly SmtpStageData[]> {
    if (deliveryMode === null) return [];
    const results = await this.runs.results(sight).load(rowId);
    const delivery = results.find((result) => result.kind === CheckKind.EMAIL_DELIVERY);
    return delivery?.stages ?? stages ?? [];
  }

  @FieldResolver(() => [VerificationChange], {
    description:
      'The checks that found something else than when they were last measured before. Those measured for the first time are none of them.',
  })
  async changes(
    @Root() { rowId }: VerificationRunData,
    @Ctx() { sight }: GatewayContext,
  ): Promise<VerificationChange[]> {
    const results = await this.runs.results(sight).load(rowId);
    return results.flatMap(({ kind, status, statusBefore }) =>
      statusBefore === null || statusBefore === status
        ? []
        : [{ check: kind, from: statusBefore, to: status }],
    );
  }
}
