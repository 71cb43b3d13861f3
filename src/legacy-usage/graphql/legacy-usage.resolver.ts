import { Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import { UsualLength } from '../../graphql/schema/field-marks.js';
import type { LegacyUsageService, LegacyUse as LegacyUseData } from '../legacy-usage.service.js';
import { LegacyUse } from './legacy-usage.type.js';

@Resolver()
export class LegacyUsageResolver {
  constructor(private readonly service: LegacyUsageService) {}

  @Needs(Scope.ADMIN)
  @UsualLength(100)
  @Query(() => [LegacyUse], {
    description:
      'Who still uses the legacy API, the latest use first, at most 1,000 entries: what to look at before retiring it. Needs ADMIN.',
  })
  legacyUsage(): Promise<LegacyUseData[]> {
    return this.service.list();
  }
}
