import { ratioOf, summaryOf } from '../measurements/statistics.mjs';
import { spread, table, tenths, times, whole } from './markdown.mjs';

/** The gateway beside itself, with and without something. */
export function overheadTable(overhead) {
  const rows = Object.entries(overhead).flatMap(([operation, of]) =>
    Object.entries(of).map(([name, own]) => [
      `${operation}: ${name}`,
      spread(summaryOf(own, 'perSecond')),
      name === 'gateway' ? '' : spread(ratioOf(own, of.gateway, 'perSecond'), times),
      whole(summaryOf(own, 'cpu').median),
      whole(summaryOf(own, 'databaseCpu').median),
    ]),
  );
  return table(['', 'requests/s', 'beside as it is', 'CPU µs/request', 'database CPU µs/request'], rows);
}

export function verificationTable(rounds) {
  const cells = ['seconds', 'p99Before', 'p99Meanwhile', 'slowdown', 'megabytes'].map((measure) =>
    spread(summaryOf(rounds, measure), tenths),
  );
  return table(
    ['', 'all done after s', 'p99 of small reads before, ms', 'and meanwhile, ms', 'ratio', 'memory MB'],
    [['', ...cells]],
  );
}

export function subscribersTable(rounds) {
  const cells = ['p50', 'p99', 'perSubscriber', 'told', 'refused'].map((measure) =>
    spread(summaryOf(rounds, measure)),
  );
  return table(
    ['', 'p50 until told, ms', 'p99, ms', 'memory of each, KB', 'told in 10 s', 'changes refused'],
    [['2,000 subscribers', ...cells]],
  );
}

export function millionTables({ pages, searches, start }) {
  const page = (title, own) => [
    title,
    spread(summaryOf(own, 'perSecond')),
    tenths(summaryOf(own, 'p50').median),
    tenths(summaryOf(own, 'p99').median),
    whole(summaryOf(own, 'databaseCpu').median),
  ];
  return [
    table(
      ['page of 50 after a random cursor', 'requests/s', 'p50 ms', 'p99 ms', 'database CPU µs/request'],
      [page('of 1,000 servers', pages.small), page('of 1,000,000 servers', pages.large)],
    ),
    table(
      ['in 1,000,000 servers', 'ms', 'worst small read meanwhile, ms', 'answer'],
      Object.entries(searches).map(([name, { milliseconds, worstRead, answers }]) => [
        name,
        spread(milliseconds),
        whole(worstRead),
        answers,
      ]),
    ),
    table(
      ['start with', 'seconds to the first answer'],
      Object.entries({ '1,000 servers': start.small, '1,000,000 servers': start.large }).map(
        ([title, own]) => [title, spread(summaryOf(own, 'seconds'), (seconds) => seconds.toFixed(2))],
      ),
    ),
  ];
}
