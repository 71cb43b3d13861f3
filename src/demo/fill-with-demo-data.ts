import type { ApiKeyService } from '../access/service/api-key.service.js';
import { gatewayAuthor } from '../audit/author.js';
import { CallerKind } from '../caller/caller.js';
import { Scope } from '../caller/scope.js';
import { Sight } from '../caller/sight.js';
import { createChangeDeliveryServer } from '../delivery-servers/service/change-delivery-server.js';
import { DeliveryServerService } from '../delivery-servers/service/delivery-server.service.js';
import type { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import type { LegacyUsageService } from '../legacy-usage/legacy-usage.service.js';
import type { Outcome } from '../problems/problem.js';
import { takeTurn } from '../sql/take-turn.js';
import type { Transact } from '../sql/transact.js';
import { UserGroupService } from '../user-groups/service/user-group.service.js';
import type { Channel } from '../user-groups/user-group.js';
import { demoGroups, demoServers } from './demo-data.js';

interface DemoParts {
  vault: PasswordVault;
  apiKeys: ApiKeyService;
  legacyUsage: LegacyUsageService;
}

/** Several times what a database far away takes for it. */
const maxMilliseconds = 60_000;

/**
 * Fills a database that has no servers and no groups: all of it or nothing, and by one of the gateways that start on it.
 * @returns what became of it, in words
 */
export async function fillWithDemoData(transact: Transact, parts: DemoParts): Promise<string> {
  const firstIds = await transact((manager) => fill(manager, parts.vault), maxMilliseconds);
  if (firstIds === null) return 'not added: this database is not empty';
  await addPrograms(parts);
  return firstIds.join() === 'ds_1,ug_1'
    ? 'added, for the examples of the playground'
    : `added from ${firstIds.join(' and ')} on, since earlier ids were used before; the examples of the playground name ds_1 and ug_1`;
}

/** The ids of the first server and the first group; null when the database is not empty, or another gateway fills it. */
async function fill(
  manager: Parameters<Parameters<Transact>[0]>[0],
  vault: PasswordVault,
): Promise<[string, string] | null> {
  // Every gateway made sure of this row at its start, and nobody else locks it.
  const free = await manager.query('SELECT id FROM secrets_keys WHERE id = 1 FOR UPDATE SKIP LOCKED');
  const used = await manager.query(
    '(SELECT id FROM delivery_servers LIMIT 1) UNION ALL (SELECT id FROM user_groups LIMIT 1)',
  );
  if (free.length === 0 || used.length > 0) return null;
  await takeTurn(manager, 'DEMO');

  // The services as always, but that all they do is one transaction.
  const inside: Transact = (work) => work(manager);
  const writeOnce = <T>(_: unknown, work: (within: typeof manager) => Promise<T>) => work(manager);
  const writeOnceTo = <T>(_id: string, _: unknown, work: (within: typeof manager) => Promise<T>) =>
    work(manager);
  const change = createChangeDeliveryServer(inside);
  const servers = new DeliveryServerService(inside, writeOnce, writeOnceTo, change, vault);
  const groups = new UserGroupService(writeOnce, writeOnceTo);

  const write = { author: gatewayAuthor('demo'), sight: Sight.ofAll, idempotent: null };
  const serverIds = new Map<string, string>();
  for (const { settings, tests, pause } of demoServers) {
    const { id } = resultOf(await servers.create(settings, write));
    serverIds.set(settings.name, id);
    if (tests) resultOf(await servers.saveTestResults({ id }, tests.results, tests.checkedAt, write));
    if (pause) resultOf(await servers.pause({ id }, pause, write));
  }
  const groupIds: string[] = [];
  for (const { name, servers: used } of demoGroups) {
    const { id } = resultOf(await groups.create(name, write));
    groupIds.push(id);
    for (const [channel, server] of Object.entries(used))
      resultOf(await groups.assignChannel({ id }, channel as Channel, serverIds.get(server) ?? '', write));
  }
  return [[...serverIds.values()][0] ?? '', groupIds[0] ?? ''];
}

/** Programs that use the gateway: keys whose secrets nobody has, and what one of them asked of the legacy API. */
async function addPrograms({ apiKeys, legacyUsage }: DemoParts): Promise<void> {
  const create = async (name: string, ...scopes: Scope[]) =>
    resultOf(await apiKeys.create({ name, scopes }, gatewayAuthor('demo'))).apiKey;
  const old = await create('Old newsletter program', Scope.READ, Scope.WRITE);
  await create('Campaign sender', Scope.READ, Scope.WRITE, Scope.VERIFY);
  await create('Monitoring', Scope.READ);
  const user = { kind: CallerKind.API_KEY, rowId: old.rowId, name: old.name };
  const uses = { 'deliveryservers.get': 12, 'deliveryserver.get': 5, 'deliveryserver.update': 2 };
  for (const [command, count] of Object.entries(uses))
    for (let use = 0; use < count; use += 1) legacyUsage.record(command, user);
}

function resultOf<T>({ result, problems }: Outcome<T>): T {
  if (result === null) throw new Error(`The demo data breaks a rule: ${JSON.stringify(problems)}`);
  return result;
}
