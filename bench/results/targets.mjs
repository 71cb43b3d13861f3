import { ratioOf, summaryOf } from '../measurements/statistics.mjs';

/** How many times as many requests per second as this contender, with 16 clients. */
const throughput = (scenario, against) => (results) => {
  const of = results[scenario]?.[16];
  return of?.[against] && ratioOf(of.gateway, of[against], 'perSecond');
};

/** A measure of the gateway while it answers 50,000 servers. */
const longAnswer = (measure) => (results) =>
  results['get-all'] && summaryOf(results['get-all'][50_000].gateway, measure);

const longAnswerSpeed = (results) => {
  const of = results['get-all']?.[50_000];
  return of?.limit && ratioOf(of.limit, of.gateway, 'time');
};

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
  atLeast('read by id, GraphQL: Express + mysql2', throughput('read', 'express'), 1.3),
  atLeast('read by id, GraphQL: yoga + JIT', throughput('read', 'yoga-jit'), 1.7),
  atLeast('read by id, GraphQL: the limit', throughput('read', 'limit'), 0.4),
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
  atLeast('get of all 50,000: the limit paged', longAnswerSpeed, 0.8),
  atMost('get of all 50,000: memory growth', longAnswer('growth'), 60, inUnit('MB')),
  atMost('get of all 50,000: first byte', longAnswer('firstByte'), 50, inUnit('ms')),
  atMost('get of all 50,000: worst small read meanwhile', longAnswer('worstRead'), 30, inUnit('ms')),
  atMost(
    'page at the end of 50,000: time of the first page',
    (results) =>
      results['deep-page'] && ratioOf(results['deep-page'].first, results['deep-page'].deep, 'perSecond'),
    1.2,
    times,
  ),
  atMost('start, embedded database', startOf('embedded'), 3, inUnit('s', 2)),
  atMost('start, `DATABASE_URL`', startOf('DATABASE_URL'), 1.5, inUnit('s', 2)),
];

/** As far as it goes with a simple design. */
export const wishes = [
  atLeast('read by id, GraphQL: mercurius + JIT', throughput('read', 'mercurius'), 0.6),
  atLeast('page of 50: mercurius + JIT', throughput('page', 'mercurius'), 1.2),
  atLeast('pages of 26 to 75, another for each client: yoga', throughput('pages', 'yoga'), 3),
  atLeast('get of all 50,000: the limit paged', longAnswerSpeed, 0.95),
];
