import { Scope } from '../caller/scope.js';
import { type ResolverEntry, resolver } from '../graphql/resolvers.js';
import { buildSchema, withoutInternals } from '../graphql/schema/build-schema.js';
import type { Services } from './services.js';
// In the order in which their types and fields stand in the schema.
import '../graphql/schema/enums.js';
import '../access/graphql/access.enums.js';
import '../delivery-servers/graphql/delivery-server.enums.js';
import '../user-groups/graphql/user-group.enums.js';
import '../configuration/graphql/configuration.enums.js';
import '../verification-runs/graphql/verification-run.enums.js';
import '../verification-runs/graphql/delivery.enums.js';
import '../verification-runs/graphql/finding-code.enum.js';
import '../audit-trail/graphql/audit.enums.js';
import { AdministratorResolver } from '../access/graphql/administrator.resolver.js';
import { ApiKeyResolver } from '../access/graphql/api-key.resolver.js';
import { ConfigurationResolver } from '../configuration/graphql/configuration.resolver.js';
import '../delivery-servers/graphql/delivery-server.type.js';
import { DeliveryServerResolver } from '../delivery-servers/graphql/delivery-server.resolver.js';
import { DeliveryServerChangeResolver } from '../delivery-servers/graphql/delivery-server-change.resolver.js';
import { DeliveryServerEventResolver } from '../delivery-servers/graphql/delivery-server-event.resolver.js';
import { DeliveryServerInternalResolver } from '../delivery-servers/graphql/delivery-server-internal.resolver.js';
import { DeliveryServerListResolver } from '../delivery-servers/graphql/delivery-server-list.resolver.js';
import { LegacyUsageResolver } from '../legacy-usage/graphql/legacy-usage.resolver.js';
import { SecretsResolver } from '../delivery-servers/graphql/secrets.resolver.js';
import { NodeResolver } from '../graphql/nodes/node.resolver.js';
import { MailRouteResolver } from '../delivery-servers/graphql/mail-route.resolver.js';
import { SignInResolver } from '../access/graphql/sign-in.resolver.js';
import { UserGroupResolver } from '../user-groups/graphql/user-group.resolver.js';
import { UserGroupAssignmentResolver } from '../delivery-servers/graphql/user-group-assignment.resolver.js';
import { UserGroupEventResolver } from '../user-groups/graphql/user-group-event.resolver.js';
import { UserGroupListResolver } from '../user-groups/graphql/user-group-list.resolver.js';
import { CheckResolver } from '../verification-runs/graphql/check.resolver.js';
import { DomainCheckResolver } from '../verification-runs/graphql/domain-check.resolver.js';
import { VerificationRunResolver } from '../verification-runs/graphql/verification-run.resolver.js';
import { VerificationRunEventResolver } from '../verification-runs/graphql/verification-run-event.resolver.js';
import { VerificationEventResolver } from '../verification-runs/graphql/verification-event.resolver.js';
import { CheckTransitionResolver } from '../verification-runs/graphql/check-transition.resolver.js';
import { VerificationRunListResolver } from '../verification-runs/graphql/verification-run-list.resolver.js';
import { DnsCheckResolver } from '../verification-runs/graphql/dns-check.resolver.js';
import { SettingsTestResolver } from '../verification-runs/graphql/settings-test.resolver.js';
import { RouteForecastResolver } from '../verification-runs/graphql/route-forecast.resolver.js';
import { VerifyInternalResolver } from '../verification-runs/graphql/verify-internal.resolver.js';
import { AuditEntryResolver } from '../audit-trail/graphql/audit-entry.resolver.js';
import { AuditChainResolver } from '../audit-trail/graphql/audit-chain.resolver.js';
import {
  DeliveryServerHistoryResolver,
  UserGroupHistoryResolver,
} from '../audit-trail/graphql/history.resolver.js';
import { WebhookResolver } from '../webhook/graphql/webhook.resolver.js';
import { VerifyResolver } from '../verification-runs/graphql/verify.resolver.js';

/** Every resolver, and how it is made. */
export const resolvers: readonly ResolverEntry<Services>[] = [
  resolver(AdministratorResolver, ({ administrators }) => new AdministratorResolver(administrators)),
  resolver(ApiKeyResolver, ({ apiKeys }) => new ApiKeyResolver(apiKeys)),
  resolver(
    ConfigurationResolver,
    ({ configurationService }) => new ConfigurationResolver(configurationService),
  ),
  resolver(
    DeliveryServerResolver,
    ({ deliveryServerLoaders, userGroupLoaders }) =>
      new DeliveryServerResolver(deliveryServerLoaders, userGroupLoaders),
  ),
  resolver(
    DeliveryServerEventResolver,
    ({ deliveryServerLoaders }) => new DeliveryServerEventResolver(deliveryServerLoaders),
  ),
  resolver(
    DeliveryServerChangeResolver,
    ({ deliveryServerService, deliveryServerLoaders, userGroupLoaders }) =>
      new DeliveryServerChangeResolver(deliveryServerService, deliveryServerLoaders, userGroupLoaders),
  ),
  resolver(
    DeliveryServerInternalResolver,
    ({ deliveryServers, userGroups, vault, recordReveal }) =>
      new DeliveryServerInternalResolver(deliveryServers, userGroups, vault, recordReveal),
  ),
  resolver(
    DeliveryServerListResolver,
    ({ deliveryServersWithSharedReads, userGroupsWithSharedReads }) =>
      new DeliveryServerListResolver(deliveryServersWithSharedReads, userGroupsWithSharedReads),
  ),
  resolver(LegacyUsageResolver, ({ legacyUsage }) => new LegacyUsageResolver(legacyUsage)),
  resolver(
    NodeResolver,
    ({
      deliveryServerLoaders,
      userGroupLoaders,
      verificationRunLoaders,
      apiKeys,
      administrators,
      auditEntries,
    }) =>
      new NodeResolver([
        { prefix: 'ds', find: (rowId, sight) => deliveryServerLoaders.deliveryServer(sight).load(rowId) },
        { prefix: 'ug', find: (rowId) => userGroupLoaders.userGroup.load(rowId) },
        { prefix: 'vr', find: (rowId, sight) => verificationRunLoaders.run(sight).load(rowId) },
        { prefix: 'key', scope: Scope.ADMIN, find: (rowId) => apiKeys.find(rowId) },
        { prefix: 'au', scope: Scope.AUDIT, find: (rowId) => auditEntries.find(rowId) },
        { prefix: 'adm', scope: Scope.ADMIN, find: (rowId) => administrators.find(rowId) },
      ]),
  ),
  resolver(
    MailRouteResolver,
    ({ deliveryServerLoaders, userGroupLoaders }) =>
      new MailRouteResolver(deliveryServerLoaders, userGroupLoaders),
  ),
  resolver(SecretsResolver, ({ secretsService }) => new SecretsResolver(secretsService)),
  resolver(SignInResolver, ({ signIn, ownPassword }) => new SignInResolver(signIn, ownPassword)),
  resolver(
    UserGroupResolver,
    ({ userGroupService, userGroupLoaders }) => new UserGroupResolver(userGroupService, userGroupLoaders),
  ),
  resolver(
    UserGroupAssignmentResolver,
    ({ deliveryServerLoaders }) => new UserGroupAssignmentResolver(deliveryServerLoaders),
  ),
  resolver(UserGroupEventResolver, ({ userGroupLoaders }) => new UserGroupEventResolver(userGroupLoaders)),
  resolver(
    UserGroupListResolver,
    ({ userGroupsWithSharedReads }) => new UserGroupListResolver(userGroupsWithSharedReads),
  ),
  resolver(CheckResolver, ({ verificationRunLoaders }) => new CheckResolver(verificationRunLoaders)),
  resolver(DomainCheckResolver, () => new DomainCheckResolver()),
  resolver(
    VerificationRunResolver,
    ({ verificationRunLoaders, deliveryServerLoaders }) =>
      new VerificationRunResolver(verificationRunLoaders, deliveryServerLoaders),
  ),
  resolver(
    VerificationRunEventResolver,
    ({ verificationRunLoaders }) => new VerificationRunEventResolver(verificationRunLoaders),
  ),
  resolver(
    VerificationEventResolver,
    ({ verificationRunLoaders }) => new VerificationEventResolver(verificationRunLoaders),
  ),
  resolver(
    CheckTransitionResolver,
    ({ verificationRunLoaders, deliveryServerLoaders }) =>
      new CheckTransitionResolver(verificationRunLoaders, deliveryServerLoaders),
  ),
  resolver(
    VerificationRunListResolver,
    ({ verificationRuns }) => new VerificationRunListResolver(verificationRuns),
  ),
  resolver(DnsCheckResolver, ({ dnsCheckService }) => new DnsCheckResolver(dnsCheckService)),
  resolver(SettingsTestResolver, ({ settingsTestService }) => new SettingsTestResolver(settingsTestService)),
  resolver(RouteForecastResolver, ({ forecastRoute }) => new RouteForecastResolver(forecastRoute)),
  resolver(AuditEntryResolver, ({ auditEntries }) => new AuditEntryResolver(auditEntries)),
  resolver(AuditChainResolver, ({ chainVerifier }) => new AuditChainResolver(chainVerifier)),
  resolver(
    DeliveryServerHistoryResolver,
    ({ auditEntries }) => new DeliveryServerHistoryResolver(auditEntries),
  ),
  resolver(UserGroupHistoryResolver, ({ auditEntries }) => new UserGroupHistoryResolver(auditEntries)),
  resolver(WebhookResolver, ({ webhookService }) => new WebhookResolver(webhookService)),
  resolver(VerifyResolver, ({ verificationRunService }) => new VerifyResolver(verificationRunService)),
  resolver(VerifyInternalResolver, ({ verifyToEnd }) => new VerifyInternalResolver(verifyToEnd)),
];

/** Nothing that answers the network directly may execute it: it has the fields that only the legacy API reads. */
export const wholeSchema = buildSchema(resolvers);

export const publicSchema = withoutInternals(wholeSchema);
