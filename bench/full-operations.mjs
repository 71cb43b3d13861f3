// What users really send: pages that begin anywhere and show everything, and all settings of a server with its password.

const fullPageQuery = `query Page($after: String!) {
  deliveryServers(first: 50, after: $after) {
    nodes {
      id legacyId version name
      smtp { host port security timeoutSeconds authRequired username hasPassword }
      domains { linkTracking openTracking mailFrom enforcedFrom }
      verification { status lastCheckedAt }
      isAllocated
      assignments { userGroup { id name } channels }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;
const updateMutation = `mutation Update($input: DeliveryServerUpdateInput!) {
  deliveryServerUpdate(input: $input) { deliveryServer { id version } userErrors { field code } }
}`;

/** Names whose order has nothing to do with that of the numbers. */
export function seededName(id) {
  const scattered = (id * 7_919) % 100_003;
  return `Server ${String(scattered).padStart(6, '0')}`;
}

/** The cursor of a server in the order of names. The order of the numbers is a random one there. */
export const cursorOf = (rowId, value = seededName(rowId)) =>
  Buffer.from(JSON.stringify({ value, rowId, order: 'deliveryServers NAME ASC' })).toString('base64url');

/** The settings as they were seeded but for three, as clients send them that show a form. */
const settingsOf = (id, variant = 0) => ({
  name: seededName(id),
  smtp: {
    host: `smtp${id}.example.com`,
    port: 587,
    security: 'STARTTLS',
    timeoutSeconds: 30 + ((id + variant) % 60),
    authRequired: true,
    username: `sender-${id}-${variant}@example.com`,
    password: `secret-${id}-${variant}`,
  },
  domains: {
    linkTracking: `links${id}.example.com`,
    openTracking: `opens${id}.example.com`,
    mailFrom: `bounce${id}.example.com`,
    enforcedFrom: `news${id}@example.com`,
    useSenderInfoAsMailFrom: false,
  },
});

const json = { 'content-type': 'application/json' };
const withKey = (key) => ({ ...json, authorization: `Bearer ${key}` });

const graphql = (query, variables, key) => ({
  method: 'POST',
  path: '/graphql',
  headers: withKey(key),
  body: JSON.stringify({ query, variables }),
});

export const fullGraphqlRequests = {
  fullPage: (id, key) => graphql(fullPageQuery, { after: cursorOf(id) }, key),
  fullUpdate: (id, key, variant) =>
    graphql(updateMutation, { input: { id: `ds_${id}`, ...settingsOf(id, variant) } }, key),
};

export const fullJsonRequests = {
  fullPage: (id, key) => ({
    method: 'GET',
    path: `/full-page?after=${cursorOf(id)}`,
    headers: withKey(key),
  }),
  fullUpdate: (id, key, variant) => ({
    method: 'PUT',
    path: `/delivery-servers/${id}`,
    headers: withKey(key),
    body: JSON.stringify(settingsOf(id, variant)),
  }),
};

export const fullLegacyRequests = {
  legacyFullUpdate: (id, key, variant) => ({
    method: 'POST',
    path: '/api.php',
    headers: json,
    body: JSON.stringify({
      Command: 'deliveryserver.update',
      APIKey: key,
      DeliveryServerID: id,
      ...legacySettings(settingsOf(id, variant)),
    }),
  }),
};

/** As the documentation of the old API has them. */
function legacySettings({ name, smtp, domains }) {
  return {
    DeliveryServerName: name,
    SendMethodSMTPHost: smtp.host,
    SendMethodSMTPPort: smtp.port,
    SendMethodSMTPSecure: 'tls',
    SendMethodSMTPTimeout: smtp.timeoutSeconds,
    SendMethodSMTPAuth: smtp.authRequired,
    SendMethodSMTPUsername: smtp.username,
    SendMethodSMTPPassword: smtp.password,
    DomainSettings_LinkTracking: domains.linkTracking,
    DomainSettings_OpenTracking: domains.openTracking,
    DomainSettings_MFrom: domains.mailFrom,
    DomainSettings_EnforcedFrom: domains.enforcedFrom,
  };
}
