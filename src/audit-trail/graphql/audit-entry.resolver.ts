import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { Connection } from '../../graphql/pages/connection.js';
import { PageArgs } from '../../graphql/pages/page.args.js';
import type { AuditEntry as AuditEntryData } from '../audit-entry.js';
import type { AuditEntryRepository } from '../storage/audit-entry.repository.js';
import { AuditEntry, AuditEntryFilter } from './audit-entry.type.js';
import { AuditEntryConnection, readAuditPage } from './read-audit-page.js';

@Resolver(() => AuditEntry)
export class AuditEntryResolver {
  constructor(private readonly entries: AuditEntryRepository) {}

  @Needs(Scope.AUDIT)
  @Query(() => AuditEntryConnection, {
    description:
      'Who did what, the newest first. Entries are kept for 400 days unless the gateway is told otherwise. Needs AUDIT.',
  })
  auditEntries(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AuditEntryFilter, {
      nullable: true,
      description: 'Which entries to show; all unless told.',
    })
    filter: AuditEntryFilter | null,
    @Ctx() context: GatewayContext,
  ): Promise<Connection<AuditEntryData>> {
    return readAuditPage(this.entries, filter ?? {}, page, context);
  }
}
