import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DeliveryServer as DeliveryServerData } from '../../delivery-servers/delivery-server.js';
import { DeliveryServer } from '../../delivery-servers/graphql/delivery-server.type.js';
import type { GatewayContext } from '../../graphql/context.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import { PageArgs } from '../../graphql/pages/page.args.js';
import { readPage } from '../../graphql/pages/read-page.js';
import type { VerificationRunRepository } from '../storage/verification-run.repository.js';
import type { VerificationRun as VerificationRunData } from '../verification-run.js';
import { VerificationRun } from './verification-run.type.js';

const VerificationRunConnection = connectionType(VerificationRun, 'VerificationRun', 'verification run');

@Resolver(() => DeliveryServer)
export class VerificationRunListResolver {
  constructor(private readonly runs: VerificationRunRepository) {}

  @FieldResolver(() => VerificationRunConnection, {
    description: 'The runs of the last 400 days, the newest first.',
  })
  verificationRuns(
    @Root() { legacyId }: DeliveryServerData,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { sight, maxPageSize }: GatewayContext,
  ): Promise<Connection<VerificationRunData>> {
    return readPage<VerificationRunData, number>({
      page,
      maxPageSize,
      // Of another server it would be a place in this list as well.
      cursorContent: ({ rowId }) => ({ run: rowId }),
      positionFrom: runRowIdIn,
      read: (slice) => this.runs.page(legacyId, sight, slice),
      isAny: async (slice) => (await this.runs.page(legacyId, sight, slice)).length > 0,
      count: () => this.runs.count(legacyId, sight),
    });
  }
}

function runRowIdIn(content: unknown): number | null {
  const { run } = (content ?? {}) as Record<string, unknown>;
  return Number.isSafeInteger(run) ? (run as number) : null;
}
