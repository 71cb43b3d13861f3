import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { DeliveryServer } from '../../delivery-servers/graphql/delivery-server.type.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { Connection } from '../../graphql/pages/connection.js';
import { PageArgs } from '../../graphql/pages/page.args.js';
import { globalId } from '../../problems/global-id.js';
import { UserGroup } from '../../user-groups/graphql/user-group.type.js';
import type { AuditEntry as AuditEntryData } from '../audit-entry.js';
import type { AuditEntryRepository } from '../storage/audit-entry.repository.js';
import { AuditEntryConnection, readAuditPage } from './read-audit-page.js';

type Entries = Promise<Connection<AuditEntryData>>;

@Resolver(() => DeliveryServer)
export class DeliveryServerHistoryResolver {
  constructor(private readonly entries: AuditEntryRepository) {}

  @Needs(Scope.AUDIT)
  @FieldResolver(() => AuditEntryConnection, {
    description: 'Who did what to it, the newest first. Needs AUDIT besides what the server needs.',
  })
  history(
    @Root() { legacyId }: DeliveryServer,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GatewayContext,
  ): Entries {
    return readAuditPage(this.entries, { objectId: globalId('ds', legacyId) }, page, context);
  }
}

@Resolver(() => UserGroup)
export class UserGroupHistoryResolver {
  constructor(private readonly entries: AuditEntryRepository) {}

  @Needs(Scope.AUDIT)
  @FieldResolver(() => AuditEntryConnection, {
    description: 'Who did what to it, the newest first. Needs AUDIT besides what the group needs.',
  })
  history(
    @Root() { legacyId }: UserGroup,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GatewayContext,
  ): Entries {
    return readAuditPage(this.entries, { objectId: globalId('ug', legacyId) }, page, context);
  }
}
