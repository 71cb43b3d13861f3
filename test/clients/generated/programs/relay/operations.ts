import { graphql } from 'relay-runtime';

/** What the compiler reads. In an application a plugin of its bundler puts the compiled operations in these places. */
export const operations = () => [
  graphql`
    mutation operationsCreateMutation($input: DeliveryServerCreateInput!) {
      deliveryServerCreate(input: $input) {
        deliveryServer { ...operations_server }
        userErrors { field code message }
      }
    }
  `,
  graphql`
    fragment operations_server on DeliveryServer @refetchable(queryName: "operationsReadQuery") {
      id
      name
      smtp { host port }
      domains { linkTracking enforcedFrom }
      createdAt
    }
  `,
  graphql`
    query operationsListQuery($first: Int!, $after: String) {
      deliveryServers(first: $first, after: $after) @connection(key: "operations_deliveryServers") {
        edges { node { name } }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
];
