import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { MailRoute } from '../../delivery-servers/graphql/mail-route.type.js';
import type { AuthenticatedContext } from '../../graphql/context.js';
import { Costs } from '../../graphql/schema/field-marks.js';
import type { DmarcForecast as DmarcForecastData } from '../../verification/dmarc/dmarc-forecast.js';
import type { ForecastRoute } from '../service/forecast-route.js';
import { DmarcForecast } from './check-facts.type.js';

@Resolver(() => MailRoute)
export class RouteForecastResolver {
  constructor(private readonly forecastRoute: ForecastRoute) {}

  @Costs(300)
  @FieldResolver(() => DmarcForecast, {
    nullable: true,
    description:
      'Whether mail with these addresses would pass DMARC, looked up in DNS at this moment; TEMPERROR when that takes more than about 4 seconds. Null when an address is not known, or nobody said from which addresses and with which keys the server sends (`expectations`).',
  })
  async forecast(
    @Root() route: MailRoute,
    @Ctx() { caller }: AuthenticatedContext,
  ): Promise<DmarcForecastData | null> {
    return route.deliveryServer && this.forecastRoute(route.deliveryServer, route, caller);
  }
}
