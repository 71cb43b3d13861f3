import { ratioOf, summary, summaryOf } from '../measurements/statistics.mjs';

/** How many times as many requests per second as this contender, with 16 clients. */
const throughput = (scenario, against) => (results) => {
  const of = results[scenario]?.[16];
  return of?.[against] && ratioOf(of.gateway, of[against], 'perSecond');
};

/** A measure of the gateway while it answers 50,000 servers. */
const longAnswer = (measure) => (results) =>
  results['get-all'] && summaryOf(results['get-all'][50_000].gateway, measure);

const longAnswerSpeed = (against) => (results) => {
  const of = results['get-all']?.[50_000];
  return of?.[against] && ratioOf(of[against], of.gateway, 'time');
};

/** How many times as long as this contender a client that is alone waits. */
const waitAlone = (scenario, against) => (results) => {
  const of = results[scenario]?.[1];
  return of?.[against] && ratioOf(of.gateway, of[against], 'p50');
};

/** The gateway with something beside itself without it. */
const share = (operation, one, other) => (results) => {
  const of = results.overhead?.[operation];
  return of && ratioOf(of[one], of[other], 'perSecond');
};

const measureOf = (scenario, measure) => (results) =>
  results[scenario] && summaryOf(results[scenario], measure);

const times = (number) => `${number.toFixed(2)} ×`;
const inUnit =
  (unit, digits = 0) =>
  (number) =>
    `${number.toFixed(digits)} ${unit}`;

/** A row is what is wanted, how it is found, the bound, and how a value is written. */
const atLeast = (what, find, bound) => ({
  what: `${what}, at least`,
  find,
  bound,
  write: times,
  isReached: (value) => value >= bound,
});
const atMost = (what, find, bound, write) => ({
  what: `${what}, at most`,
  find,
  bound,
  write,
  isReached: (value) => value <= bound,
});

const startOf = (way) => (results) => results.start && summaryOf(results.start[way], 'seconds');

export const targets = [
  atLeast('read by id, GraphQL: the limit', throughput('read', 'limit'), 0.75),
  atLeast('read by id, GraphQL: mercurius + JIT', throughput('read', 'mercurius'), 1),
  atLeast('read by id, GraphQL: Express + mysql2', throughput('read', 'express'), 1.3),
  atLeast('read by id, GraphQL: yoga + JIT', throughput('read', 'yoga-jit'), 1.7),
  atLeast('page after a random cursor: the limit', throughput('full-page', 'limit'), 0.55),
  atLeast('page after a random cursor: mercurius + JIT', throughput('full-page', 'mercurius'), 1.05),
  atLeast('page after a random cursor: yoga + JIT', throughput('full-page', 'yoga-jit'), 1.2),
  atLeast('update with the password, GraphQL: the limit', throughput('full-update', 'limit'), 0.6),
  atLeast('update with the password, GraphQL: mercurius + JIT', throughput('full-update', 'mercurius'), 0.8),
  atLeast('update with the password, GraphQL: yoga', throughput('full-update', 'yoga'), 1.7),
  atLeast('update with the password, `/api.php`: php-fpm', throughput('legacy-full-update', 'php'), 1.5),
  atLeast('update with the password, `/api.php`: the limit', throughput('legacy-full-update', 'limit'), 0.55),
  atMost(
    'one client alone, read by id: p50 of mercurius + JIT',
    waitAlone('alone-read', 'mercurius'),
    1.15,
    times,
  ),
  atMost(
    'one client alone, page after a random cursor: p50 of mercurius + JIT',
    waitAlone('alone-page', 'mercurius'),
    1.15,
    times,
  ),
  atMost(
    'one client alone, update with the password: p50 of mercurius + JIT',
    waitAlone('alone-update', 'mercurius'),
    1.15,
    times,
  ),
  atLeast('page of 50: mercurius + JIT', throughput('page', 'mercurius'), 1),
  atLeast('page of 50: the limit', throughput('page', 'limit'), 0.48),
  atLeast('page of 50: yoga', throughput('page', 'yoga'), 3),
  atMost(
    'page of 50: statements',
    ({ statements }) => {
      const count = statements?.gateway;
      return statements && { min: count, median: count, max: count };
    },
    2,
    (number) => number.toFixed(1),
  ),
  atLeast('update, GraphQL: the limit', throughput('update', 'limit'), 0.4),
  atLeast('update, GraphQL: yoga', throughput('update', 'yoga'), 1.7),
  atLeast('update, `/api.php`: php-fpm + mysqli', throughput('legacy-update', 'php'), 1.5),
  atLeast('get of all 50,000: the limit paged', longAnswerSpeed('limit'), 0.9),
  atLeast('get of all 50,000: php-fpm streaming passwords in plain text', longAnswerSpeed('php-plain'), 0.7),
  atMost('get of all 50,000: memory growth', longAnswer('growth'), 40, inUnit('MB')),
  atMost('get of all 50,000: first byte', longAnswer('firstByte'), 50, inUnit('ms')),
  atMost('get of all 50,000: worst small read meanwhile', longAnswer('worstRead'), 30, inUnit('ms')),
  atMost(
    'page at the end of 50,000: time of the first page',
    (results) =>
      results['deep-page'] && ratioOf(results['deep-page'].first, results['deep-page'].deep, 'perSecond'),
    1.2,
    times,
  ),
  atLeast(
    'audit trail on, update with the password: without it',
    share('fullUpdate', 'gateway', 'no-audit'),
    0.85,
  ),
  atLeast('metrics on, read by id: without them', share('read', 'metrics', 'gateway'), 0.97),
  atLeast(
    'metrics on, update with the password: without them',
    share('fullUpdate', 'metrics', 'gateway'),
    0.97,
  ),
  atMost('200 servers verified: all done after', measureOf('verification', 'seconds'), 6, inUnit('s', 1)),
  atMost(
    '200 servers verified: p99 of small reads, beside before',
    measureOf('verification', 'slowdown'),
    2,
    times,
  ),
  atMost('2,000 subscribers: p99 until they are told', measureOf('subscribers', 'p99'), 500, inUnit('ms')),
  atMost('2,000 subscribers: memory of each', measureOf('subscribers', 'perSubscriber'), 100, inUnit('KB')),
  atMost(
    'page anywhere in 1,000,000: time of that in 1,000',
    ({ million }) => million && ratioOf(million.pages.small, million.pages.large, 'perSecond'),
    1.2,
    times,
  ),
  atMost(
    'filter and search in 1,000,000: the longest',
    ({ million }) =>
      million && summary(Object.values(million.searches).map(({ milliseconds }) => milliseconds.max)),
    4_000,
    inUnit('ms'),
  ),
  atMost(
    'start with 1,000,000: that with 1,000',
    ({ million }) => million && ratioOf(million.start.large, million.start.small, 'seconds'),
    1.1,
    times,
  ),
  atMost('start, embedded database', startOf('embedded'), 3, inUnit('s', 2)),
  atMost('start, `DATABASE_URL`', startOf('DATABASE_URL'), 1.5, inUnit('s', 2)),
];

/** As far as it goes with a simple design. */
export const wishes = [
  atLeast('page of 50: mercurius + JIT', throughput('page', 'mercurius'), 1.2),
  atLeast('pages of 26 to 75, another for each client: yoga', throughput('pages', 'yoga'), 3),
  atLeast('get of all 50,000: the limit paged', longAnswerSpeed('limit'), 0.95),
];
