import { fullGraphqlRequests, fullJsonRequests, fullLegacyRequests, seededName } from './full-operations.mjs';

// What is asked, once for each interface. Every function makes a request of the number of a server and the API key; a
// write also of the variant of its values.

const readQuery = `query Server($id: ID!) {
  deliveryServer(id: $id) {
    id legacyId version name
    smtp { host port security timeoutSeconds authRequired username }
    createdAt updatedAt
  }
}`;
const pageQuery = `query Page($first: Int!) {
  deliveryServers(first: $first) {
    nodes {
      id legacyId name
      smtp { host port security }
      domains { linkTracking openTracking }
      assignments { userGroup { id name } channels }
    }
    pageInfo { hasNextPage }
  }
}`;
const updateMutation = `mutation Update($input: DeliveryServerUpdateInput!) {
  deliveryServerUpdate(input: $input) { deliveryServer { id version } userErrors { field code } }
}`;

const changesOf = (id, variant = 0) => ({
  timeoutSeconds: 30 + (id % 60),
  username: `sender-${id}-${variant}@example.com`,
});

/** Pages of 26 to 75 servers, so that hardly anybody asks for the same as somebody else. */
const lengthOf = (id) => 26 + (id % 50);

const json = { 'content-type': 'application/json' };
const withKey = (key) => ({ ...json, authorization: `Bearer ${key}` });

const graphql = (query, variables, key) => ({
  method: 'POST',
  path: '/graphql',
  headers: withKey(key),
  body: JSON.stringify({ query, variables }),
});

const legacy = (command, parameters, key) => ({
  method: 'POST',
  path: '/api.php',
  headers: json,
  body: JSON.stringify({ Command: command, APIKey: key, ...parameters }),
});

/** Those that change a server. */
export const writes = ['update', 'fullUpdate', 'legacyUpdate', 'legacyFullUpdate'];

export const graphqlRequests = {
  read: (id, key) => graphql(readQuery, { id: `ds_${id}` }, key),
  page: (_, key) => graphql(pageQuery, { first: 50 }, key),
  pages: (id, key) => graphql(pageQuery, { first: lengthOf(id) }, key),
  update: (id, key, variant) =>
    graphql(updateMutation, { input: { id: `ds_${id}`, smtp: changesOf(id, variant) } }, key),
  ...fullGraphqlRequests,
};

export const jsonRequests = {
  read: (id, key) => ({ method: 'GET', path: `/delivery-servers/${id}`, headers: withKey(key) }),
  page: (_, key) => ({ method: 'GET', path: '/delivery-servers?first=50', headers: withKey(key) }),
  pages: (id, key) => ({
    method: 'GET',
    path: `/delivery-servers?first=${lengthOf(id)}`,
    headers: withKey(key),
  }),
  update: (id, key, variant) => ({
    method: 'PATCH',
    path: `/delivery-servers/${id}`,
    headers: withKey(key),
    body: JSON.stringify({ smtp: changesOf(id, variant) }),
  }),
  ...fullJsonRequests,
};

export const legacyRequests = {
  legacyGet: (id, key) => legacy('deliveryserver.get', { DeliveryServerID: id }, key),
  legacyUpdate: (id, key, variant) =>
    legacy('deliveryserver.update', { DeliveryServerID: id, ...legacySettings(id, variant) }, key),
  legacyRefusal: (id, key) => legacy('deliveryserver.update', { DeliveryServerID: id }, key),
  getAll: (_, key) => legacy('deliveryservers.get', {}, key),
  ...fullLegacyRequests,
};

/** The settings that were seeded, but for two: names must stay, since pages are in the order of names. */
function legacySettings(id, variant) {
  const { timeoutSeconds, username } = changesOf(id, variant);
  return {
    DeliveryServerName: seededName(id),
    SendMethodSMTPHost: `smtp${id}.example.com`,
    SendMethodSMTPPort: 587,
    SendMethodSMTPSecure: 'tls',
    SendMethodSMTPTimeout: timeoutSeconds,
    SendMethodSMTPAuth: true,
    SendMethodSMTPUsername: username,
    DomainSettings_LinkTracking: `links${id}.example.com`,
    DomainSettings_OpenTracking: `opens${id}.example.com`,
    DomainSettings_MFrom: `bounce${id}.example.com`,
    DomainSettings_EnforcedFrom: `news${id}@example.com`,
  };
}
