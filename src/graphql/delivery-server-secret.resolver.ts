import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { DeliveryServer as DeliveryServerData } from '../delivery-servers/delivery-server.js';
import type { GatewayContext } from './context.js';
import { DeliveryServer, Internal } from './delivery-server.type.js';

/** The one way a stored password leaves: to the legacy API, which has always answered it. */
@Resolver(() => DeliveryServer)
export class DeliveryServerSecretResolver {
  @Internal()
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The SMTP password, empty when none is stored; null when the reader may not see it.',
  })
  async smtpPassword(
    @Root() { legacyId, smtp }: DeliveryServerData,
    @Ctx() { loaders, mayReadPasswords }: GatewayContext,
  ): Promise<string | null> {
    if (!mayReadPasswords) return null;
    return smtp.hasPassword ? ((await loaders.password.load(legacyId)) ?? '') : '';
  }
}
