import { parseArgs } from 'node:util';
import { contenders } from './contenders/contenders.mjs';
import { servers } from './database/servers.mjs';
import { scenarios } from './scenarios/scenarios.mjs';

/** Short rounds and many: the machine's speed changes while a round lasts, and the ratios are formed within one. */
const full = { rounds: 7, seconds: 1, warmUpSeconds: 4 };
const quick = { rounds: 2, seconds: 1, warmUpSeconds: 2 };

export const usage = `npm run bench -- [options]

  --quick            2 short rounds: a quarter of an hour instead of 50 minutes, most of it a million servers
  --only <names>     only these scenarios, with commas between: ${scenarios.map(({ name }) => name).join(', ')}
  --peers <names>    only these peers beside the gateway: ${peerNames().join(', ')}
  --database <name>  the server to measure on: ${Object.keys(servers).join(', ')}
  --rounds <number>  how many rounds
  --seconds <number> how long each contender is measured in a round

One line of the tables in a minute or two: --only full-update --peers limit --rounds 5 --seconds 1

A complete run writes bench/RESULTS.md and bench/results.svg; any other writes them to .cache/bench.`;

/**
 * What was asked for on the command line.
 * @throws Error that says what to do
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      peers: { type: 'string' },
      database: { type: 'string', default: 'embedded' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const defaults = values.quick ? quick : full;
  const only = namesIn(
    values.only,
    scenarios.map(({ name }) => name),
    '--only',
  ).filter((name) => values.only || !scenarios.find((each) => each.name === name)?.isLeftOut);
  const [database, ...more] = namesIn(values.database, Object.keys(servers), '--database');
  if (more.length > 0) throw new Error('--database takes one name.');
  const peers = namesIn(values.peers, peerNames(), '--peers');
  return {
    isHelp: values.help,
    database,
    isComplete:
      database === 'embedded' &&
      !values.quick &&
      !values.only &&
      !values.peers &&
      !values.rounds &&
      !values.seconds,
    rounds: numberIn(values.rounds, defaults.rounds, 100, '--rounds'),
    seconds: numberIn(values.seconds, defaults.seconds, 600, '--seconds'),
    warmUpSeconds: defaults.warmUpSeconds,
    scenarios: scenarios.filter(({ name }) => only.includes(name)),
    contenders: contenders.filter(({ name }) => name === 'gateway' || peers.includes(name)),
  };
}

function peerNames() {
  return contenders.map(({ name }) => name).filter((name) => name !== 'gateway');
}

function namesIn(text, known, option) {
  if (text === undefined) return known;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${option} knows ${known.join(', ')}; not ${unknown.join(', ')}.`);
  return names;
}

function numberIn(text, fallback, most, option) {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Error(`${option} takes a whole number from 1 to ${most}.`);
}
