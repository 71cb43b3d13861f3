import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import type { Sight } from '../../caller/sight.js';
import { type IdPrefix, rowIdFromGlobalId } from '../../problems/global-id.js';
import { Reason } from '../../problems/problem.js';
import { Needs } from '../admission/access-check.js';
import type { GatewayContext } from '../context.js';
import { badArgument } from '../inputs/bad-arguments.js';
import { authorFrom } from '../write-request-from.js';
import { Node } from './node.type.js';

/** A kind of object that is found by its id. */
export interface NodeKind {
  prefix: IdPrefix;
  /** What a credential needs besides READ. */
  scope?: Scope;
  find(rowId: number, sight: Sight): Promise<Node | null>;
}

@Resolver()
export class NodeResolver {
  constructor(private readonly kinds: readonly NodeKind[]) {}

  @Needs(Scope.READ)
  @Query(() => Node, {
    nullable: true,
    description:
      'The delivery server, the user group, the verification run or, for a credential with ADMIN, the API key or the administrator, or with AUDIT, the entry of the audit trail with this id, or null. Needs READ.',
  })
  node(
    @Arg('id', () => ID, { description: 'Such as `ds_123`.' }) id: string,
    @Ctx() context: GatewayContext,
  ): Promise<Node | null> | null {
    const { caller, sight } = context;
    for (const { prefix, scope, find } of this.kinds) {
      const rowId = rowIdFromGlobalId(prefix, id);
      if (rowId === null) continue;
      if (!scope || caller?.scopes.has(scope)) return find(rowId, sight);
      context.recordRefusal(authorFrom('node', context), { scopes: [scope] }, id);
    }
    return null;
  }

  @Needs(Scope.READ)
  @Query(() => [Node], {
    nullable: 'items',
    description: 'What these ids stand for, in their order, with null for what does not exist. Needs READ.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'At most 100 ids.' }) ids: string[],
    @Ctx() context: GatewayContext,
  ): Promise<(Node | null)[]> {
    if (ids.length > context.maxPageSize)
      throw badArgument('ids', Reason.TOO_LONG, `"ids" takes at most ${context.maxPageSize} ids.`);
    return Promise.all(ids.map((id) => this.node(id, context)));
  }
}
