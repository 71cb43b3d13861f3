import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { type FieldProblem, refuseOn } from '../gateway/problems.js';
import { addOperand, addOption } from '../input/input-option.js';
import { list, word } from '../input/readers.js';
import { CliError, exitCodes } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';
import { type Run, runSelection, runText } from './verification-output.js';

const startQuery = `mutation CliVerify($input: DeliveryServersVerifyInput!) {
  deliveryServersVerify(input: $input) { runs { id } userErrors { field code message } }
}`;

const runsQuery = `query CliRuns($ids: [ID!]!) {
  nodes(ids: $ids) { ... on VerificationRun { ${runSelection} } }
}`;

const checkWords = word('SPF', 'DKIM', 'DMARC', 'SENDER_DOMAIN', 'LINK_DOMAIN', 'OPEN_DOMAIN');

export function defineVerify(program: Command, terminal: Terminal): void {
  const command = leaf(
    program,
    'verify',
    'check in DNS what mail of servers needs, and tell what to put right',
    async ({ operands: [ids], options, isJson }) => {
      const gateway = Gateway.from(terminal.environment);
      const runs = await waitForRuns(gateway, await startRuns(gateway, ids as string[], options.check));
      const text = runs.map((run) => runText(run, terminal)).join('\n');
      await print(terminal, isJson, { text, json: (ids as string[]).length === 1 ? runs[0] : runs });
      judge(runs);
    },
  );
  addOperand(command, {
    name: 'id',
    path: 'ids',
    help: 'such as 12 or ds_12; up to 100 of them',
    isSeveral: true,
    reader: { read: serverId, form: 'an id such as 12 or ds_12' },
  });
  addOption(command, {
    flags: '--check <list>',
    path: 'checks',
    help: 'only these checks; all, when left out',
    reader: list(checkWords),
  });
}

/** The number that old programs know a server by stands for its id. */
function serverId(given: string): string | undefined {
  if (/^\d{1,10}$/.test(given)) return `ds_${given}`;
  return given === '' ? undefined : given;
}

async function startRuns(gateway: Gateway, ids: string[], checks: string[] | undefined): Promise<string[]> {
  const { deliveryServersVerify } = await gateway.execute<{
    deliveryServersVerify: { runs: { id: string }[]; userErrors: FieldProblem[] };
  }>(startQuery, { input: { ids, ...(checks ? { checks } : {}) } });
  refuseOn(deliveryServersVerify.userErrors, (path) => {
    const [name, index] = path.split('.');
    return name === 'ids' && index !== undefined ? (ids[Number(index)] ?? path) : path;
  });
  return deliveryServersVerify.runs.map(({ id }) => id);
}

const pauseMilliseconds = 300;
/** Runs that wait for others to end take longer than one alone, but some result comes all the time. */
const silentMilliseconds = 60_000;

async function waitForRuns(gateway: Gateway, ids: readonly string[]): Promise<Run[]> {
  let progress = -1;
  let until = 0;
  for (;;) {
    const { nodes } = await gateway.execute<{ nodes: (Run | null)[] }>(runsQuery, { ids });
    const runs = nodes.filter((run) => run !== null);
    if (runs.every(({ status }) => status === 'DONE')) return runs;
    const results = runs.reduce((sum, { checks }) => sum + checks.length, 0);
    if (results !== progress) {
      progress = results;
      until = Date.now() + silentMilliseconds;
    } else if (Date.now() > until)
      throw new CliError(
        `The gateway makes no progress with ${ids.join(', ')}. Look at it later: the run goes on by itself.`,
        exitCodes.away,
      );
    await wait(pauseMilliseconds);
  }
}

/** @throws CliError when something failed, or else when something could not be measured */
function judge(runs: readonly Run[]): void {
  const namesOf = (wanted: string) =>
    runs.flatMap(({ deliveryServer, checks }) =>
      checks
        .filter(({ status }) => status === wanted)
        .map(({ kind }) =>
          runs.length > 1 ? `${kind} of ${deliveryServer?.id ?? 'a deleted server'}` : kind,
        ),
    );
  const failed = namesOf('FAIL');
  if (failed.length > 0) throw new CliError(`Failed: ${failed.join(', ')}.`);
  const unmeasured = namesOf('ERROR');
  if (unmeasured.length > 0)
    throw new CliError(`Could not be measured: ${unmeasured.join(', ')}.`, exitCodes.notMeasured);
}
