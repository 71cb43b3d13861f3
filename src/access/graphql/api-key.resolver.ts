import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { AuthenticatedContext, GatewayContext } from '../../graphql/context.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import { ForwardPageArgs } from '../../graphql/pages/page.args.js';
import { readPage } from '../../graphql/pages/read-page.js';
import type { ApiKey as ApiKeyData } from '../api-key.js';
import type { ApiKeyService } from '../service/api-key.service.js';
import {
  ApiKey,
  ApiKeyCreateInput,
  ApiKeyCreatePayload,
  ApiKeyRevokeInput,
  ApiKeyRevokePayload,
} from './api-key.type.js';

const ApiKeyConnection = connectionType(ApiKey, 'ApiKey', 'API key');

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  constructor(private readonly service: ApiKeyService) {}

  @Needs(Scope.ADMIN)
  @Query(() => ApiKeyConnection, {
    description: 'The API keys that are not revoked, oldest first. Needs ADMIN.',
  })
  apiKeys(
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() { maxPageSize }: GatewayContext,
  ): Promise<Connection<ApiKeyData>> {
    return readPage({
      page,
      maxPageSize,
      cursorContent: ({ rowId }) => rowId,
      positionFrom: (content) => (Number.isInteger(content) ? (content as number) : null),
      read: ({ after, limit }) => this.service.page(after ?? 0, limit),
      isAny: async ({ before }) => {
        const [oldest] = await this.service.page(0, 1);
        return oldest !== undefined && oldest.rowId <= (before ?? 0);
      },
      count: () => this.service.count(),
    });
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => ApiKeyCreatePayload, {
    description: 'Makes an API key and shows it, this once. Needs ADMIN.',
  })
  async apiKeyCreate(
    @Arg('input', () => ApiKeyCreateInput, { description: 'The new key.' }) input: ApiKeyCreateInput,
    @Ctx() { caller }: AuthenticatedContext,
  ): Promise<ApiKeyCreatePayload> {
    const { result, problems } = await this.service.create(input, caller.scopes);
    return {
      apiKey: result?.apiKey ?? null,
      secret: result?.secret ?? null,
      userErrors: userErrors(problems),
    };
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => ApiKeyRevokePayload, {
    description:
      'Ends an API key for good. Other gateways on the same database may honour it for 5 more seconds. Needs ADMIN.',
  })
  async apiKeyRevoke(
    @Arg('input', () => ApiKeyRevokeInput, { description: 'The key.' }) { id }: ApiKeyRevokeInput,
  ): Promise<ApiKeyRevokePayload> {
    const { result, problems } = await this.service.revoke(id);
    return { apiKey: result, userErrors: userErrors(problems) };
  }
}
