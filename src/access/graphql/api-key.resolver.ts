import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { userErrors } from '../../graphql/errors/user-error.type.js';
import { type Connection, connectionType } from '../../graphql/pages/connection.js';
import { ForwardPageArgs } from '../../graphql/pages/page.args.js';
import { readPage } from '../../graphql/pages/read-page.js';
import { authorFrom } from '../../graphql/write-request-from.js';
import { resultOrConflict } from '../../problems/problem.js';
import type { ApiKey as ApiKeyData } from '../api-key.js';
import { type ApiKeyService, rollSeconds } from '../service/api-key.service.js';
import {
  ApiKey,
  ApiKeyCreateInput,
  ApiKeyCreatePayload,
  ApiKeyRevokeInput,
  ApiKeyRevokePayload,
  ApiKeyRollInput,
  ApiKeyRollPayload,
  ApiKeyUpdateInput,
  ApiKeyUpdatePayload,
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
    @Ctx() context: GatewayContext,
  ): Promise<ApiKeyCreatePayload> {
    const { result, problems } = await this.service.create(input, authorFrom('apiKeyCreate', context));
    return {
      apiKey: result?.apiKey ?? null,
      secret: result?.secret ?? null,
      userErrors: userErrors(problems),
    };
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => ApiKeyUpdatePayload, {
    description:
      'Changes the name, the networks or the end of an API key. Other gateways on the same database may go by what was before for 5 more seconds. Nobody lets a key do more than their own credential may. Needs ADMIN.',
  })
  async apiKeyUpdate(
    @Arg('input', () => ApiKeyUpdateInput, { description: 'The key and its changes.' })
    input: ApiKeyUpdateInput,
    @Ctx() context: GatewayContext,
  ): Promise<ApiKeyUpdatePayload> {
    const { name, networks, expiresAt } = input;
    const change = Object.fromEntries(
      Object.entries({ name, networks, expiresAt }).filter(([, value]) => value !== undefined),
    );
    const outcome = await this.service.update(input, change, authorFrom('apiKeyUpdate', context));
    return { apiKey: resultOrConflict(outcome), userErrors: userErrors(outcome.problems) };
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => ApiKeyRollPayload, {
    description:
      'Makes another API key with the same name, scopes, tag, networks and end in place of one, shows it, this once, and lets the old one work on for a while. Needs ADMIN, and no less than the key has.',
  })
  async apiKeyRoll(
    @Arg('input', () => ApiKeyRollInput, { description: 'The key.' })
    { id, endsInSeconds }: ApiKeyRollInput,
    @Ctx() context: GatewayContext,
  ): Promise<ApiKeyRollPayload> {
    const seconds = endsInSeconds ?? rollSeconds.usual;
    const { result, problems } = await this.service.roll(id, seconds, authorFrom('apiKeyRoll', context));
    return {
      apiKey: result?.apiKey ?? null,
      secret: result?.secret ?? null,
      oldApiKey: result?.oldKey ?? null,
      userErrors: userErrors(problems),
    };
  }

  @Needs(Scope.ADMIN)
  @Mutation(() => ApiKeyRevokePayload, {
    description:
      'Ends an API key for good, with the sessions begun with it. Other gateways on the same database may honour it for 5 more seconds. The last credential that can manage keys cannot be ended: NOT_PERMITTED. Needs ADMIN.',
  })
  async apiKeyRevoke(
    @Arg('input', () => ApiKeyRevokeInput, { description: 'The key.' }) { id }: ApiKeyRevokeInput,
    @Ctx() context: GatewayContext,
  ): Promise<ApiKeyRevokePayload> {
    const { result, problems } = await this.service.revoke(id, authorFrom('apiKeyRevoke', context));
    return { apiKey: result, userErrors: userErrors(problems) };
  }
}
