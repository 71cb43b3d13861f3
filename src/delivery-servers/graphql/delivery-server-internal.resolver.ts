import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, Info, Int, Query, Resolver } from 'type-graphql';
import { AuditAction } from '../../audit/audit-action.js';
import type { RecordTogether } from '../../audit/record-together.js';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { serviceUnavailable } from '../../graphql/errors/failure-answers.js';
import { badArguments } from '../../graphql/inputs/bad-arguments.js';
import { cursorFrom, readCursor } from '../../graphql/pages/cursor.js';
import { cursorContent, placeIn } from '../../graphql/pages/list-cursor.js';
import { Internal } from '../../graphql/schema/field-marks.js';
import { selectedFields } from '../../graphql/schema/selected-fields.js';
import { authorFrom } from '../../graphql/write-request-from.js';
import type { OrderBy } from '../../lists/list-order.js';
import type { UserGroupRepository } from '../../user-groups/storage/user-group.repository.js';
import type { DeliveryServer as DeliveryServerData } from '../delivery-server.js';
import type { DeliveryServerRepository, ServerWithPassword } from '../storage/delivery-server.repository.js';
import type { DeliveryServerOrderField } from '../storage/delivery-server-list.js';
import type { PasswordVault } from '../storage/password-vault.js';
import { DeliveryServer } from './delivery-server.type.js';
import { DeliveryServerOrder } from './delivery-server-list.args.js';
import { preloadAssignments } from './preload-assignments.js';

@PlainObject('DeliveryServerBatch', 'A part of a list that is read to its end.')
class DeliveryServerBatch {
  @Field(() => [DeliveryServer], { description: 'The servers.' })
  nodes!: DeliveryServerData[];

  @NullableField(() => String, 'Where the next batch begins; null when there is none.')
  next!: string | null;

  @NullableField(() => Int, 'Length of the whole list; null when it was not to be counted.')
  totalCount!: number | null;
}

/** Servers whose passwords are opened in one turn of the event loop: while they are, everybody else waits. */
const maxAtOnce = 32;

/** What the legacy API reads and nothing else does. */
@Resolver(() => DeliveryServer)
export class DeliveryServerInternalResolver {
  constructor(
    private readonly repository: DeliveryServerRepository,
    private readonly userGroups: UserGroupRepository,
    private readonly vault: PasswordVault,
    private readonly recordReveal: RecordTogether,
  ) {}

  @Internal()
  @Needs(Scope.READ)
  @Query(() => DeliveryServerBatch, { description: 'All servers, or a slice of them, in batches.' })
  async deliveryServerBatch(
    @Arg('after', () => String, { nullable: true, description: 'The `next` of the batch before.' })
    after: string | null | undefined,
    @Arg('legacyId', () => Int, { nullable: true, description: 'Only this server.' })
    rowId: number | null | undefined,
    @Arg('skip', () => Int, { description: 'How many to leave out at the beginning.' }) skip: number,
    @Arg('limit', () => Int, { description: 'How many in all; 0 for all there are.' }) limit: number,
    @Arg('orderBy', () => DeliveryServerOrder, { description: 'The order.' })
    orderBy: OrderBy<DeliveryServerOrderField>,
    @Arg('counted', () => Boolean, { description: 'Whether to count the whole list.' }) counted: boolean,
    @Ctx() context: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerBatch> {
    const { sight, maxPageSize, canReadPasswords } = context;
    const order = this.repository.orderOf(orderBy);
    const { position, problems } = readCursor('after', after, placeIn(order));
    if (problems.length > 0) throw badArguments(problems);
    const size = limit > 0 ? limit : maxPageSize;
    const fields = selectedFields(info);
    const request = {
      sight,
      fields,
      rowId,
      order: orderBy,
      slice: { after: position, before: null, limit: size + 1, fromEnd: false },
      skip: position === null ? skip : 0,
    };
    const found = await this.repository.pageWithPasswords(request);
    const page = found.slice(0, size);
    // While the database looks for the assignments the passwords are opened.
    const [nodes, opened] = await Promise.all([
      preloadAssignments(
        page.map(({ server }) => server),
        this.userGroups,
        sight,
        fields,
      ),
      this.openPasswords(page, canReadPasswords),
    ]);
    const last = nodes.at(-1);
    const isMore = limit === 0 && found.length > size && last !== undefined;
    // Before the first of them is answered, and once for a list however many batches it has.
    if (canReadPasswords && position === null)
      await this.record(context, nodes, isMore ? await this.repository.countPasswords(request) : opened);
    // What GraphQL makes of them takes another turn.
    await nextTurn();
    return {
      nodes,
      next: isMore ? cursorFrom(cursorContent(order, last, last.legacyId)) : null,
      totalCount: counted ? await this.repository.count({ sight, rowId }) : null,
    };
  }

  /**
   * Records that passwords are about to be answered. Where that cannot be written the request fails, as any that finds the
   * database not taking writes: a list without the passwords would look as if the servers had none.
   */
  private async record(
    context: GatewayContext,
    [server, ...others]: readonly DeliveryServerData[],
    count: number,
  ): Promise<void> {
    if (count === 0 || server === undefined) return;
    if (!context.beginWrite(true)) throw serviceUnavailable();
    await this.recordReveal({
      author: authorFrom('deliveryServerBatch', context),
      action: AuditAction.PASSWORDS_REVEALED,
      ...(others.length === 0 ? { object: server } : {}),
      count,
    });
  }

  /**
   * The one way stored passwords leave: to the legacy API, which has always answered them. Who may not see them is told as
   * well which of them do not open.
   * @returns how many could be opened
   */
  private async openPasswords(page: readonly ServerWithPassword[], areShown: boolean): Promise<number> {
    let opened = 0;
    for (const [index, { server, sealed }] of page.entries()) {
      if (index % maxAtOnce === 0) await nextTurn();
      const password = sealed ? this.vault.open(server.legacyId, sealed) : '';
      if (password) opened += 1;
      Object.assign(server, { isPasswordDamaged: password === null });
      if (areShown) Object.assign(server, { smtpPassword: password });
    }
    return opened;
  }
}
