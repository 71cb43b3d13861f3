export const orderedBy = `query ($field: DeliveryServerOrderField, $direction: OrderDirection) {
  deliveryServers(orderBy: { field: $field, direction: $direction }) { nodes { name } } }`;
export const filtered =
  'query ($filter: DeliveryServerFilter) { deliveryServers(filter: $filter) { nodes { name } totalCount } }';
export const branches = `query ($skip: Boolean!, $include: Boolean = true) {
  deliveryServer(id: "ds_1") {
    id @skip(if: $skip) name @include(if: $include) version @skip(if: $skip) @include(if: $include)
    smtp @skip(if: $skip) { host } smtp @include(if: $include) { port }
    ...Where @include(if: $include) ... @skip(if: $skip) { tags domains { mailFrom } } }
  viewer @include(if: $include) { kind } other: viewer @skip(if: $skip) { name } }
  fragment Where on DeliveryServer { state domains { linkTracking mailFrom @skip(if: $skip) } }`;
export const places = (
  count: number,
) => `{ ${Array.from({ length: count }, (_, index) => `a${index}: viewer { ...Nine }`).join(' ')} }
  fragment Nine on Viewer { ${Array.from({ length: 9 }, (_, index) => `n${index}: name`).join(' ')} }`;
export const update = `mutation Update($input: DeliveryServerUpdateInput!) {
  deliveryServerUpdate(input: $input) {
    deliveryServer { id version name smtp { host username timeoutSeconds security } tags assignments { channels } updatedAt }
    userErrors { code field message } } }`;

/** A mutation that may be sent again: with a key it happens once, and then has the same answer. */
export const updateOnce = (idempotencyKey: string, change: object) => ({
  query: update,
  variables: { input: { id: 'ds_3', idempotencyKey, ...change } },
});
