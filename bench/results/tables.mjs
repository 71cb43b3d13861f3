import { ratioOf, summaryOf } from '../measurements/statistics.mjs';
import { spread, table, tenths, times, whole } from './markdown.mjs';

/** What was wanted and what came of it; a row for each that was measured. */
export function targetTable(targets, results) {
  const rows = targets.flatMap(({ what, find, bound, write, isReached }) => {
    const found = find(results);
    if (!found) return [];
    return [[what, write(bound), spread(found, write), isReached(found.median) ? 'reached' : '**missed**']];
  });
  return table(['target', 'wanted', 'median (least – greatest)', ''], rows);
}

/** Everybody under the same load, the fastest first. */
export function loadTable(rounds, titleOf) {
  const rows = byMedian(rounds).map(([name, own]) => [
    titleOf(name),
    spread(summaryOf(own, 'perSecond')),
    name === 'gateway' ? '' : spread(ratioOf(rounds.gateway, own, 'perSecond'), times),
    tenths(summaryOf(own, 'p50').median),
    tenths(summaryOf(own, 'p99').median),
    whole(summaryOf(own, 'cpu').median),
    whole(summaryOf(own, 'databaseCpu').median),
  ]);
  return table(
    ['', 'requests/s', 'the gateway is', 'p50 ms', 'p99 ms', 'CPU µs/request', 'database CPU µs/request'],
    rows,
  );
}

/** Requests per second and p99 by how many clients ask. */
export function clientsTable(byClients, titleOf) {
  const counts = Object.keys(byClients);
  const names = byMedian(Object.values(byClients)[0]).map(([name]) => name);
  return table(
    ['requests/s, p99 ms', ...counts.map((count) => `${count} client${count === '1' ? '' : 's'}`)],
    names.map((name) => [
      titleOf(name),
      ...counts.map((count) => {
        const own = byClients[count][name];
        return `**${whole(summaryOf(own, 'perSecond').median)}**, ${tenths(summaryOf(own, 'p99').median)}`;
      }),
    ]),
  );
}

export function statementsTable(statements, titleOf) {
  return table(
    ['', 'statements for a page'],
    Object.entries(statements).map(([name, count]) => [titleOf(name), tenths(count)]),
  );
}

export function getAllTable(bySize, titleOf) {
  const rows = Object.entries(bySize).flatMap(([size, rounds]) =>
    Object.entries(rounds).map(([name, own]) => [
      `${whole(Number(size))}: ${titleOf(name)}`,
      spread(summaryOf(own, 'time'), tenths),
      tenths(summaryOf(own, 'firstByte').median),
      whole(summaryOf(own, 'cpu').median),
      whole(summaryOf(own, 'databaseCpu').median),
      spread(summaryOf(own, 'growth')),
      spread(summaryOf(own, 'worstRead')),
      tenths(summaryOf(own, 'bytes').median / 2 ** 20),
    ]),
  );
  return table(
    [
      'servers',
      'time ms',
      'first byte ms',
      'CPU ms',
      'database CPU ms',
      'memory growth MB',
      'worst small read ms',
      'answer MB',
    ],
    rows,
  );
}

export function deepPageTable({ first, deep }) {
  const row = (title, own) => [
    title,
    spread(summaryOf(own, 'perSecond')),
    tenths(summaryOf(own, 'p50').median),
    tenths(summaryOf(own, 'p99').median),
  ];
  return table(
    ['this gateway', 'requests/s', 'p50 ms', 'p99 ms'],
    [row('first page', first), row('last page', deep)],
  );
}

export function startTable({ embedded, DATABASE_URL: external }) {
  const row = (title, own) => [title, spread(summaryOf(own, 'seconds'), (seconds) => seconds.toFixed(2))];
  return table(
    ['with', 'seconds to the first answer'],
    [row('the embedded database', embedded), row('`DATABASE_URL`', external)],
  );
}

function byMedian(rounds) {
  const median = ([, own]) => summaryOf(own, 'perSecond').median;
  return Object.entries(rounds).sort((one, other) => median(other) - median(one));
}
