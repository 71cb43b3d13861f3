import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { ApiKeyService } from '../../access/api-key.service.js';
import { Scope } from '../../caller/scope.js';
import { rowIdFromGlobalId } from '../../problems/global-id.js';
import { Reason } from '../../problems/problem.js';
import { Needs } from '../admission/access-check.js';
import type { GatewayContext } from '../context.js';
import { badArgument } from '../inputs/bad-arguments.js';
import { Node } from './node.type.js';

@Resolver()
export class NodeResolver {
  constructor(private readonly apiKeys: ApiKeyService) {}

  @Needs(Scope.READ)
  @Query(() => Node, {
    nullable: true,
    description:
      'The delivery server, the user group or, for a credential with ADMIN, the API key with this id, or null. Needs READ.',
  })
  node(
    @Arg('id', () => ID, { description: 'Such as `ds_123`.' }) id: string,
    @Ctx() { loaders, viewer }: GatewayContext,
  ): Promise<Node | null> | null {
    const serverRowId = rowIdFromGlobalId('ds', id);
    if (serverRowId !== null) return loaders.deliveryServer.load(serverRowId);
    const groupRowId = rowIdFromGlobalId('ug', id);
    if (groupRowId !== null) return loaders.userGroup.load(groupRowId);
    const keyRowId = viewer?.scopes.has(Scope.ADMIN) ? rowIdFromGlobalId('key', id) : null;
    return keyRowId === null ? null : this.apiKeys.find(keyRowId);
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
    if (ids.length > context.largestPage)
      throw badArgument('ids', Reason.TOO_LONG, `"ids" takes at most ${context.largestPage} ids.`);
    return Promise.all(ids.map((id) => this.node(id, context)));
  }
}
