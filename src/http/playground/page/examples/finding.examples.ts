import { exampleGroup } from './example.js';

export const finding = exampleGroup('Find servers', [
  {
    title: 'List delivery servers',
    comment: 'For the next page, give its endCursor as "after".',
    query: `query ListDeliveryServers($first: Int, $after: String) {
      deliveryServers(first: $first, after: $after) {
        nodes { id legacyId name smtp { host port security } isAllocated }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables: { first: 20, after: null },
  },
  {
    title: 'Page backwards',
    comment: 'The end of the list. For the page before, give its startCursor as "before".',
    query: `query PageBackwards($last: Int, $before: String) {
      deliveryServers(last: $last, before: $before) {
        nodes { id name }
        pageInfo { hasPreviousPage startCursor }
        totalCount
      }
    }`,
    variables: { last: 20, before: null },
  },
  {
    title: 'Search, filter and order',
    query: `query SearchDeliveryServers(
      $search: String
      $filter: DeliveryServerFilter
      $orderBy: DeliveryServerOrder!
    ) {
      deliveryServers(search: $search, filter: $filter, orderBy: $orderBy, first: 20) {
        nodes { id name smtp { host security } state tags updatedAt }
        totalCount
      }
    }`,
    variables: {
      search: 'example.com',
      filter: { state: 'ENABLED', security: ['STARTTLS', 'IMPLICIT_TLS'] },
      orderBy: { field: 'UPDATED_AT', direction: 'DESC' },
    },
  },
  {
    title: 'Find one by its legacy id',
    query: `query FindByLegacyId($legacyId: Int!) {
      deliveryServerByLegacyId(legacyId: $legacyId) {
        id legacyId version name
        smtp { host port security authRequired username hasPassword }
        domains { linkTracking openTracking mailFrom enforcedFrom }
        verification { status lastCheckedAt }
        assignments { userGroup { name } channels }
        updatedAt
      }
    }`,
    variables: { legacyId: 1 },
  },
]);
