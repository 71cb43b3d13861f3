import { withContenders } from '../contenders/with-contenders.mjs';
import { compareAnswers } from '../measurements/compare-answers.mjs';
import { countStatements } from '../measurements/count-statements.mjs';
import { limitConcurrency } from '../measurements/in-turn.mjs';
import { measureLoad } from '../measurements/measure-load.mjs';
import { warmUp } from '../measurements/warm-up.mjs';
import { writes } from '../operations.mjs';

const size = 1_000;
/** All servers once, in an order in which neighbours do not follow one another. */
const ids = Array.from({ length: size }, (_, index) => ((index * 377) % size) + 1);

/** Compares all answers, then measures the scenarios that put load on every contender, each into `results`. */
export async function measureLoads(bench, scenarios, results) {
  const { options, report } = bench;
  const contenders = bench.contenders.filter(({ isOnlyFor }) => !isOnlyFor);
  if (scenarios.length === 0) return;
  await withContenders(bench, contenders, size, async (running) => {
    report('Comparing the answers');
    await compareAnswers(bench, running);
    for (const scenario of scenarios) {
      const able = running.filter(
        ({ name, requests }) => requests[scenario.operation] && (scenario.contenders?.includes(name) ?? true),
      );
      const load = loadOf(bench, scenario);
      report(`${scenario.title}: warming up`);
      for (const contender of able) {
        await warmUp(bench, contender, load(contender, scenario.connections[0], options.warmUpSeconds));
      }
      const byConnections = {};
      for (const connections of scenario.connections) {
        report(`${scenario.title}: clients: ${connections}`);
        byConnections[connections] = await measureInTurn(bench, able, scenario, load, connections);
      }
      if (scenario.name === 'page') results.statements = await countStatements(bench, able);
      results[scenario.name] = byConnections;
    }
  });
}

/** Makes loads of a scenario. No write ever finds the values that it writes: somebody might then have nothing to do. */
export function loadOf({ apiKey }, { operation }) {
  let variant = 0;
  return ({ requests }, connections, seconds) => {
    const variants = writes.includes(operation) ? [++variant, ++variant] : [0];
    const all = variants.flatMap((values) => ids.map((id) => requests[operation](id, apiKey, values)));
    return { requests: all, connections, seconds };
  };
}

function measureInTurn(bench, contenders, { name, operation }, load, connections) {
  const { options } = bench;
  const rounds = name === 'clients' ? Math.ceil(options.rounds / 3) : options.rounds;
  return limitConcurrency(contenders, rounds, async (contender) => {
    const before = await versions(bench);
    const measured = await measureLoad(bench, contender, load(contender, connections, options.seconds));
    if (writes.includes(operation))
      expectWrites(contender, measured, (await versions(bench)) - before, connections);
    return measured;
  });
}

async function versions({ database }) {
  const [{ total }] = await database.query(size, 'SELECT SUM(version) AS total FROM delivery_servers');
  return Number(total);
}

/**
 * Every answered update must have counted its server's version. Besides, one for each client was on its way when this
 * contender's time was over, and when that of the one before was, and one was a sample.
 */
function expectWrites({ title }, { requests }, counted, connections) {
  if (counted >= requests && counted <= requests + 2 * connections + 1) return;
  throw new Error(`${title} answered ${requests} updates and made ${counted}.`);
}
