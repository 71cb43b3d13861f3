import { smtpOf, statusOf } from './delivery-servers.mjs';

/** The part of the gateway's schema that is measured, for the peers that write theirs as text. */
export const typeDefs = /* GraphQL */ `
  scalar DateTime

  enum SmtpSecurity { NONE STARTTLS IMPLICIT_TLS }
  enum CheckStatus { PASS FAIL ERROR NOT_CHECKED WARN }
  enum Channel { MARKETING TRANSACTIONAL AUTO_RESPONDER }

  type SmtpSettings {
    host: String!
    port: Int!
    security: SmtpSecurity!
    timeoutSeconds: Int!
    authRequired: Boolean!
    username: String
    hasPassword: Boolean!
  }
  type DomainSettings {
    linkTracking: String!
    openTracking: String!
    mailFrom: String!
    enforcedFrom: String
  }
  type Verification { status: CheckStatus! lastCheckedAt: DateTime }
  type UserGroup { id: ID! legacyId: Int! name: String! }
  type ChannelAssignment { userGroup: UserGroup! channels: [Channel!]! }
  type DeliveryServer {
    id: ID!
    legacyId: Int!
    version: Int!
    name: String!
    smtp: SmtpSettings!
    domains: DomainSettings!
    createdAt: DateTime!
    updatedAt: DateTime!
    verification: Verification!
    isAllocated: Boolean!
    assignments: [ChannelAssignment!]!
  }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type DeliveryServerConnection { nodes: [DeliveryServer!]! pageInfo: PageInfo! }

  input SmtpSettingsPatch {
    host: String
    port: Int
    security: SmtpSecurity
    timeoutSeconds: Int
    authRequired: Boolean
    username: String
    password: String
  }
  input DomainSettingsPatch {
    linkTracking: String
    openTracking: String
    mailFrom: String
    enforcedFrom: String
    useSenderInfoAsMailFrom: Boolean
  }
  input DeliveryServerUpdateInput {
    id: ID!
    name: String
    smtp: SmtpSettingsPatch
    domains: DomainSettingsPatch
  }
  type UserError { field: [String!] code: String! }
  type DeliveryServerUpdatePayload { deliveryServer: DeliveryServer userErrors: [UserError!]! }

  type Query {
    deliveryServer(id: ID!): DeliveryServer
    deliveryServers(first: Int!, after: String): DeliveryServerConnection!
  }
  type Mutation {
    deliveryServerUpdate(input: DeliveryServerUpdateInput!): DeliveryServerUpdatePayload!
  }
`;

/** A row in the shape of the schema. */
export function deliveryServerFrom(row) {
  return {
    id: `ds_${row.id}`,
    legacyId: row.id,
    version: row.version,
    name: row.name,
    smtp: smtpOf(row),
    domains: { linkTracking: row.link_tracking_domain, openTracking: row.open_tracking_domain },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** A row with everything that is shown of a server, in the shape of the schema. */
export function fullServerFrom(row) {
  const server = deliveryServerFrom(row);
  server.smtp.hasPassword = row.smtp_has_password === 1;
  server.domains.mailFrom = row.mail_from;
  server.domains.enforcedFrom = row.enforced_from;
  server.verification = { status: statusOf(row), lastCheckedAt: row.check_last_checked_at };
  return server;
}
