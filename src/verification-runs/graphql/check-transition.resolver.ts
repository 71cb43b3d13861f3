import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { DeliveryServer as DeliveryServerData } from '../../delivery-servers/delivery-server.js';
import { DeliveryServer } from '../../delivery-servers/graphql/delivery-server.type.js';
import type { DeliveryServerLoaders } from '../../delivery-servers/storage/delivery-server.loaders.js';
import type { GatewayContext } from '../../graphql/context.js';
import { selectedFields } from '../../graphql/schema/selected-fields.js';
import type { VerificationRunLoaders } from '../storage/verification-run.loaders.js';
import type { VerificationRun as VerificationRunData } from '../verification-run.js';
import { CheckTransition } from './check-transition.type.js';
import { VerificationRun } from './verification-run.type.js';

@Resolver(() => CheckTransition)
export class CheckTransitionResolver {
  constructor(
    private readonly runs: VerificationRunLoaders,
    private readonly servers: DeliveryServerLoaders,
  ) {}

  @FieldResolver(() => DeliveryServer, {
    nullable: true,
    description: 'The server as it is now. Null when it was deleted a moment ago.',
  })
  deliveryServer(
    @Root() { deliveryServerRowId }: CheckTransition,
    @Ctx() { sight }: GatewayContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeliveryServerData | null> {
    return this.servers.deliveryServer(sight, selectedFields(info)).load(deliveryServerRowId);
  }

  @FieldResolver(() => VerificationRun, {
    nullable: true,
    description: 'The run that found it. Null when it was removed a moment ago.',
  })
  run(
    @Root() { runRowId }: CheckTransition,
    @Ctx() { sight }: GatewayContext,
  ): Promise<VerificationRunData | null> {
    return this.runs.run(sight).load(runRowId);
  }
}
