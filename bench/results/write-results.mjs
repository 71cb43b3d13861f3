import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { plot } from './plot.mjs';
import {
  clientsTable,
  deepPageTable,
  getAllTable,
  loadTable,
  startTable,
  statementsTable,
  targetTable,
} from './tables.mjs';
import { millionTables, overheadTable, subscribersTable, verificationTable } from './tables-of-more.mjs';
import { targets, wishes } from './targets.mjs';

/** Writes RESULTS.md and results.svg. What people have to say of the numbers is in NOTES.md. */
export async function writeResults(folder, run) {
  const titleOf = (name) => run.contenders.find((contender) => contender.name === name)?.title ?? name;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'results.svg'), plot(run.results, titleOf));
  const text = [...introduction(run), ...measured(run, titleOf), method(run)];
  await writeFile(join(folder, 'RESULTS.md'), `${text.map((part) => part.trim()).join('\n\n')}\n`);
}

function introduction({ options, machine, absent, contenders, results }) {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    '# Results of the benchmark',
    `Written by \`npm run bench\` on ${machine.date}, at commit ${machine.commit}. ${options.rounds} rounds of ${options.seconds} s.${options.isComplete ? '' : ' **Not a complete run.**'}`,
    `- Machine: ${machine.processor}, ${machine.memory}, ${machine.system}; load before the start ${machine.busyBefore}
- Versions: ${versions.join(', ')}`,
    '![Bars for every scenario](results.svg)',
    '## Targets',
    'The ratio is formed in every round, and its median counts. 16 clients and 1,000 servers unless another number is said.',
    targetTable(targets, results),
    'Beyond them:',
    targetTable(wishes, results),
    '`bench/NOTES.md` has the same on MySQL, and says what stands in the way, what helped, and what was tried.',
    '## Who is measured',
    contenders.map(({ title, about }) => `- **${title}**: ${about}`).join('\n'),
    ...absent.map(
      ({ title }) => `**${title}** is absent: its packages were not there and could not be fetched.`,
    ),
  ];
}

function measured({ options, results }, titleOf) {
  return options.scenarios
    .filter(({ name }) => results[name])
    .flatMap(({ name, title }) => [`## ${title}`, ...tablesOf(name, results, titleOf)]);
}

function tablesOf(name, results, titleOf) {
  const found = results[name];
  switch (name) {
    case 'clients':
      return [clientsTable(results.read ? { ...found, 16: results.read[16] } : found, titleOf)];
    case 'page':
      return [loadTable(found[16], titleOf), statementsTable(results.statements, titleOf)];
    case 'get-all':
      return [getAllTable(found, titleOf)];
    case 'deep-page':
      return [deepPageTable(found)];
    case 'overhead':
      return [overheadTable(found)];
    case 'verification':
    case 'hostile-dns':
      return [verificationTable(found)];
    case 'subscribers':
      return [subscribersTable(found)];
    case 'million':
      return millionTables(found);
    case 'start':
      return [startTable(found)];
    default:
      return [loadTable(found[16] ?? found[1], titleOf)];
  }
}

const method = ({ options: { warmUpSeconds } }) => `## How it is measured

- Everything runs on this one machine, on loopback: the contenders one at a time, the database, and the load generator,
  each as a process of its own. All contenders use the same rows of the same private database server, durable commits on.
- The gateway runs as built and as \`npm start\` starts it, \`node --min-semi-space-size=16 dist/main.js\`, with
  authentication, limits and log on, and nothing set but its database, its keys and \`RATE_LIMIT=1000000000\`: the rate
  limit counts every request, its number is out of reach. The peers on Node get the same option of Node. Everybody's
  output goes to a file.
- Before anything is timed, every answer is compared: the same JSON, for \`/api.php\` the same bytes; writes must leave the
  same row behind, and nobody may answer without a valid key. While updates are timed, the versions in the database must
  go up by as many as were answered.
- The limit and the peers without GraphQL answer \`GET\` and \`PATCH\` with the JSON that the others answer in GraphQL. The
  peers' update is one UPDATE and one SELECT; that of the limit over \`/api.php\` is one UPDATE.
- An update of all settings changes the time-out, the user name and the password; the others are sent as they are. Everybody
  seals and opens passwords with AES-256-GCM, but for the one that streams them in plain text.
- A page after a random cursor holds 50 servers with their settings, whether there is a password, status, last check,
  allocation and user groups with channels, and the cursor of its end. All 1,000 cursors are asked for in turn.
- Each contender is warmed up for ${warmUpSeconds} s or for as long as 6,000 requests take, but for no more than
  ${5 * warmUpSeconds} s, then measured once a round, in an order that moves on by one each
  round. CPU is that of the contender's whole process tree, user and system; the database's is apart.
- The get of all servers begins with a new process each round, which answered 500 small reads before; memory growth is
  from then to the highest sample, every 10 ms; the small read meanwhile is one by id every 10 ms.
- Without the audit trail is the same program, built with one module replaced (\`bench/contenders/without-audit.mjs\`).
- 2,000 subscribers have 1,000 connections, and each follows 20 of 1,000 servers; the time is from the request for a change
  to the message of it. In a million servers all but 50,000 are copies.
- Statements are counted by the database, over 20 pages, the least of 5 times.`;
