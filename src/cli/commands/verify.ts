import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { type FieldProblem, refuseOn } from '../gateway/problems.js';
import { idOf } from '../input/ids.js';
import { addOperand, addOption } from '../input/input-option.js';
import { list, word } from '../input/readers.js';
import { CliError, exitCodes, usageError } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { stageText } from './delivery-output.js';
import { judge } from './judge.js';
import { leaf } from './leaf.js';
import { type Run, runSelection, runText } from './verification-output.js';

const startQuery = `mutation CliVerify($input: DeliveryServerVerifyInput!) {
  deliveryServerVerify(input: $input) { run { id deliveryServer { id } } userErrors { field code message } }
}`;

const startSeveralQuery = `mutation CliVerifySeveral($input: DeliveryServersVerifyInput!) {
  deliveryServersVerify(input: $input) { runs { id deliveryServer { id } } userErrors { field code message } }
}`;

const runsQuery = `query CliRuns($ids: [ID!]!) {
  nodes(ids: $ids) { ... on VerificationRun { ${runSelection} } }
}`;

const checkWords = word(
  'EMAIL_DELIVERY',
  'SPF',
  'DKIM',
  'DMARC',
  'SENDER_DOMAIN',
  'LINK_DOMAIN',
  'OPEN_DOMAIN',
);

export function defineVerify(program: Command, terminal: Terminal): void {
  const command = leaf(
    program,
    'verify',
    'check what mail of servers needs, in DNS and by a message, and tell what to put right',
    async ({ operands: [ids], options, isJson }) => {
      const servers = ids as string[];
      const gateway = Gateway.from(terminal.environment);
      const started = await startRuns(gateway, servers, { checks: options.check, to: options.to });
      // Whoever reads the output later sees the stages in the result.
      const isWatched = !isJson && terminal.columns !== null;
      const onProgress = isWatched ? tellStages(terminal) : () => {};
      const runs = await waitForRuns(gateway, started, onProgress);
      const text = runs.map((run) => runText(run, terminal)).join('\n');
      const json = servers.length === 1 ? (runs[0] ?? null) : runs;
      await print(terminal, isJson, { text, json });
      judge(
        runs.flatMap((run) => named(run, started.length > 1)),
        deletedAmong(started, runs),
      );
    },
  );
  addOperand(command, {
    name: 'id',
    path: 'ids',
    help: 'such as 12 or ds_12; up to 100 of them, of which several get no message',
    isSeveral: true,
    reader: idOf('server'),
  });
  addOption(command, {
    flags: '--check <list>',
    path: 'checks',
    help: 'only these checks; all, when left out',
    reader: list(checkWords),
  });
  addOption(command, {
    flags: '--to <address>',
    path: 'to',
    help: 'who gets the message; whom the gateway knows, when left out',
  });
}

interface Wanted {
  checks: string[] | undefined;
  to: string | undefined;
}

type StartedRun = Pick<Run, 'id'> & { deliveryServer: { id: string } | null };

interface Started {
  deliveryServerVerify?: { run: StartedRun | null; userErrors: FieldProblem[] };
  deliveryServersVerify?: { runs: StartedRun[]; userErrors: FieldProblem[] };
}

async function startRuns(gateway: Gateway, ids: string[], { checks, to }: Wanted): Promise<StartedRun[]> {
  if (ids.length > 1 && to !== undefined) throw usageError('--to is for one server: several get no message.');
  const [query, target] = ids.length === 1 ? [startQuery, { id: ids[0] }] : [startSeveralQuery, { ids }];
  const started = await gateway.execute<Started>(query, { input: { ...target, checks, to } }, nameOf);
  for (const payload of Object.values(started)) refuseOn(payload.userErrors, nameOf);
  const { run = null } = started.deliveryServerVerify ?? {};
  return (started.deliveryServersVerify?.runs ?? [run]).filter((one) => one !== null);

  function nameOf(path: string): string {
    const [name = '', index = '0'] = path.split('.');
    if (name === 'id' || name === 'ids') return ids[Number(index)] ?? path;
    return { to: '--to', checks: '--check' }[name] ?? path;
  }
}

const pauseMilliseconds = 300;
/** Runs that wait for others to end take longer than one alone, but something is done all the time. */
const silentMilliseconds = 90_000;

/** Of a server that is deleted meanwhile the run is gone as well. */
async function waitForRuns(
  gateway: Gateway,
  started: readonly StartedRun[],
  onProgress: (runs: readonly Run[]) => void,
): Promise<Run[]> {
  const ids = started.map(({ id }) => id);
  let progress = -1;
  let until = 0;
  for (;;) {
    const { nodes } = await gateway.execute<{ nodes: (Run | null)[] }>(runsQuery, { ids });
    const runs = nodes.filter((run) => run !== null);
    onProgress(runs);
    if (runs.every(({ status }) => status === 'DONE')) return runs;
    const done = runs.reduce((sum, { checks, stages }) => sum + checks.length + stages.length, 0);
    if (done !== progress) {
      progress = done;
      until = Date.now() + silentMilliseconds;
    } else if (Date.now() > until)
      throw new CliError(
        `The gateway makes no progress with ${ids.join(', ')}. Look at it later: the run goes on by itself.`,
        exitCodes.away,
      );
    await wait(pauseMilliseconds);
  }
}

/** Tells of each stage of deliveries when it has ended. */
function tellStages(terminal: Pick<Terminal, 'note'>): (runs: readonly Run[]) => void {
  const told = new Map<string, number>();
  return (runs) => {
    for (const { id, stages, deliveryServer } of runs) {
      const owner = runs.length > 1 ? `${deliveryServer?.id ?? 'a deleted server'}: ` : '';
      for (const stage of stages.slice(told.get(id) ?? 0)) terminal.note(printable(owner + stageText(stage)));
      told.set(id, stages.length);
    }
  };
}

/** The servers whose runs are gone. */
function deletedAmong(started: readonly StartedRun[], runs: readonly Run[]): string[] {
  const gone = started.filter(({ id }) => !runs.some((run) => run.id === id));
  return gone.map(({ id, deliveryServer }) => deliveryServer?.id ?? `The server of ${id}`);
}

/** The checks of a run by names that say, where there are several, whose they are. */
function named({ deliveryServer, checks }: Run, isOneOfSeveral: boolean) {
  const owner = isOneOfSeveral ? ` of ${deliveryServer?.id ?? 'a deleted server'}` : '';
  return checks.map(({ kind, status }) => ({ kind: `${kind}${owner}`, status }));
}
