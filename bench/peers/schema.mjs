/** The part of the gateway's schema that is measured, for the peers that write theirs as text. */
export const typeDefs = /* GraphQL */ `
  scalar DateTime

  enum SmtpSecurity { NONE STARTTLS IMPLICIT_TLS }
  enum Channel { MARKETING TRANSACTIONAL AUTO_RESPONDER }

  type SmtpSettings {
    host: String!
    port: Int!
    security: SmtpSecurity!
    timeoutSeconds: Int!
    authRequired: Boolean!
    username: String
  }
  type DomainSettings { linkTracking: String! openTracking: String! }
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
    assignments: [ChannelAssignment!]!
  }
  type PageInfo { hasNextPage: Boolean! }
  type DeliveryServerConnection { nodes: [DeliveryServer!]! pageInfo: PageInfo! }

  input SmtpSettingsPatch { timeoutSeconds: Int username: String }
  input DeliveryServerUpdateInput { id: ID! smtp: SmtpSettingsPatch }
  type UserError { field: [String!] code: String! }
  type DeliveryServerUpdatePayload { deliveryServer: DeliveryServer userErrors: [UserError!]! }

  type Query {
    deliveryServer(id: ID!): DeliveryServer
    deliveryServers(first: Int!): DeliveryServerConnection!
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
    smtp: {
      host: row.smtp_host,
      port: row.smtp_port,
      security: row.smtp_security,
      timeoutSeconds: row.smtp_timeout_seconds,
      authRequired: row.smtp_auth_required === 1,
      username: row.smtp_username,
    },
    domains: { linkTracking: row.link_tracking_domain, openTracking: row.open_tracking_domain },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
