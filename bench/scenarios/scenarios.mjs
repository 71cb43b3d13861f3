import { measureDeepPage } from './deep-page.mjs';
import { measureGetAll } from './get-all.mjs';
import { measureMillion } from './million.mjs';
import { measureOverhead } from './overhead.mjs';
import { measureStart } from './start.mjs';
import { measureSubscribers } from './subscribers.mjs';
import { hostile, measureVerification } from './verification.mjs';

/** Every contender that knows the operation is put under load, all on the database of 1,000 servers. */
const load = (name, operation, title) => ({ name, operation, title, connections: [16] });

/** The same with a client that waits for each answer, beside the two that waiting is compared with. */
const alone = (name, operation, title) => ({
  ...load(name, operation, title),
  connections: [1],
  contenders: ['gateway', 'limit', 'mercurius'],
});

/** What is left out of a complete run is measured when it is named. */
export const scenarios = [
  load('read', 'read', 'Read one server by id, 12 fields'),
  load(
    'full-page',
    'fullPage',
    'A page of 50 after a random cursor with everything that is shown of them, another for each client',
  ),
  load('full-update', 'fullUpdate', 'Update of all settings with the password, GraphQL: 13 fields'),
  load('legacy-full-update', 'legacyFullUpdate', 'Update of all settings with the password, `/api.php`'),
  alone('alone-read', 'read', 'One client alone: read one server by id'),
  alone('alone-page', 'fullPage', 'One client alone: a page of 50 after a random cursor with everything'),
  alone('alone-update', 'fullUpdate', 'One client alone: update of all settings with the password'),
  load('page', 'page', 'A page of 50 servers with their user groups, the same for all clients'),
  load('pages', 'pages', 'Pages of 26 to 75 servers with their user groups, another for each client'),
  load('update', 'update', 'Update two fields of a server, GraphQL'),
  load('legacy-update', 'legacyUpdate', 'Update a server without its password, `/api.php`'),
  load('legacy-get', 'legacyGet', 'Get one server, `/api.php`'),
  {
    name: 'clients',
    operation: 'read',
    title: 'Read one server by id, by clients',
    connections: [1, 64, 256],
  },
  {
    name: 'get-all',
    title: 'Get all servers, `/api.php`',
    measure: measureGetAll,
    // Before anything changes a password: one of its peers has its own copy of them.
    isFirst: true,
  },
  { name: 'deep-page', title: 'A page at the end of 50,000 servers', measure: measureDeepPage },
  { name: 'overhead', title: 'What the audit trail and metrics cost', measure: measureOverhead },
  {
    name: 'verification',
    title: '200 servers verified at once',
    measure: (bench) => measureVerification(bench),
  },
  {
    name: 'hostile-dns',
    title: '50 servers verified at once, with answers of 64 KB to every question',
    measure: (bench) => measureVerification(bench, hostile),
    isLeftOut: true,
  },
  { name: 'subscribers', title: '2,000 subscribers, 50 changes a second', measure: measureSubscribers },
  { name: 'million', title: 'A million servers', measure: measureMillion },
  { name: 'start', title: 'Start, the second time', measure: measureStart },
];
