import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import { writeRequestFrom } from '../../graphql/write-request-from.js';
import type { ConfigurationService } from '../service/configuration.service.js';
import { ConfigurationApplyInput } from './configuration-apply.input.js';
import { applyPayloadFrom, ConfigurationApplyPayload } from './configuration-apply.payload.js';

@Resolver()
export class ConfigurationResolver {
  constructor(private readonly service: ConfigurationService) {}

  @Needs(Scope.READ, Scope.WRITE)
  @Mutation(() => ConfigurationApplyPayload, {
    description:
      'Makes many changes of servers and groups in one transaction, or none of them. What is so already keeps its version. Needs READ and WRITE, and SECRETS to leave a password alone that is given and is the stored one, and to point a server with a stored password elsewhere.',
  })
  async configurationApply(
    @Arg('input', () => ConfigurationApplyInput, { description: 'The changes.' })
    input: ConfigurationApplyInput,
    @Ctx() context: GatewayContext,
  ): Promise<ConfigurationApplyPayload> {
    const { dryRun, idempotencyKey: _, ...changes } = input;
    const mayReadPasswords = context.caller?.scopes.has(Scope.SECRETS) ?? false;
    const write = writeRequestFrom('configurationApply', input, context);
    return applyPayloadFrom(dryRun, await this.service.apply({ changes, dryRun, mayReadPasswords }, write));
  }
}
