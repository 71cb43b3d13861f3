import { measureDeepPage } from './deep-page.mjs';
import { measureGetAll } from './get-all.mjs';
import { measureStart } from './start.mjs';

/** Every contender that knows the operation is put under load, all on the database of 1,000 servers. */
const load = (name, operation, title) => ({ name, operation, title, connections: [16] });

export const scenarios = [
  load('read', 'read', 'Read one server by id, 12 fields'),
  load('page', 'page', 'A page of 50 servers with their user groups, the same for all clients'),
  load('pages', 'pages', 'Pages of 26 to 75 servers with their user groups, another for each client'),
  load('update', 'update', 'Update two fields of a server, GraphQL'),
  load('legacy-update', 'legacyUpdate', 'Update a server, `/api.php`'),
  load('legacy-get', 'legacyGet', 'Get one server, `/api.php`'),
  {
    name: 'clients',
    operation: 'read',
    title: 'Read one server by id, by clients',
    connections: [1, 64, 256],
  },
  { name: 'get-all', title: 'Get all servers, `/api.php`', measure: measureGetAll },
  { name: 'deep-page', title: 'A page at the end of 50,000 servers', measure: measureDeepPage },
  { name: 'start', title: 'Start, the second time', measure: measureStart },
];
