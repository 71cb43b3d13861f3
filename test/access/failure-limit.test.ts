import { describe, expect, it } from 'vitest';
import { clientOf, neighbourhoodOf } from '../../src/access/service/client-network.js';
import { FailureLimit } from '../../src/access/service/failure-limit.js';
import { PasswordQueue } from '../../src/access/service/password-queue.js';

describe('FailureLimit', () => {
  let now = 1_000;
  const limitOf = () => new FailureLimit({ burst: 10, intervalMilliseconds: 6_000 }, () => now);
  const fail = (limit: FailureLimit, times: number, key = 'a') => {
    for (let failure = 0; failure < times; failure++) limit.note(key);
  };

  it('takes a burst, and then one failure after each interval', () => {
    const limit = limitOf();
    fail(limit, 9);
    expect(limit.secondsToWait('a')).toBe(0);
    fail(limit, 1);
    expect(limit.secondsToWait('a')).toBe(6);
    now += 5_001;
    expect(limit.secondsToWait('a')).toBe(1);
    now += 999;
    expect(limit.secondsToWait('a')).toBe(0);
    fail(limit, 1);
    expect(limit.secondsToWait('a')).toBe(6);
  });

  it('takes a burst again once nothing failed for as long as it lasts', () => {
    const limit = limitOf();
    fail(limit, 10);
    now += 60_000;
    fail(limit, 9);
    expect(limit.secondsToWait('a')).toBe(0);
  });

  it('never lets the next attempt wait longer than an interval', () => {
    const limit = limitOf();
    fail(limit, 1_000);
    expect(limit.secondsToWait('a')).toBe(6);
  });

  it('counts for each key by itself, until it is cleared', () => {
    const limit = limitOf();
    fail(limit, 10);
    expect(limit.secondsToWait('b')).toBe(0);
    limit.clear('a');
    expect(limit.secondsToWait('a')).toBe(0);
  });

  it('forgets the key whose last failure is the longest ago when there are more than 10,000', () => {
    const limit = limitOf();
    fail(limit, 9, 'first');
    fail(limit, 10, 'second');
    fail(limit, 1, 'first');
    for (let index = 0; index < 9_999; index++) limit.note(`key ${index}`);
    expect([limit.secondsToWait('first'), limit.secondsToWait('second')]).toEqual([6, 0]);
  });
});

describe('clientOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.1', '::ffff:192.0.2.1', true],
    ['2001:db8::1', '2001:db8:0:0:ffff::1', true],
    ['2001:db8::1', '2001:0DB8::2', true],
    ['2001:db8::1', '2001:db8:0:1::1', false],
    ['fe80::1%eth0', 'fe80::2%eth0', true],
    ['no address', 'another', false],
    ['', '192.0.2.1', false],
  ])('of %s and %s is the same: %s', (one, other, isSame) => {
    expect(clientOf(one) === clientOf(other)).toBe(isSame);
  });
});

describe('neighbourhoodOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.255', true],
    ['192.0.2.1', '192.0.3.1', false],
    ['2001:db8:1:1::1', '2001:db8:1:ffff::1', true],
    ['2001:db8:1::1', '2001:db8:2::1', false],
  ])('of %s and %s is the same: %s', (one, other, isSame) => {
    expect(neighbourhoodOf(one) === neighbourhoodOf(other)).toBe(isSame);
  });
});

describe('PasswordQueue', () => {
  const enter = (queue: PasswordQueue, count: number, isSuspect: boolean) =>
    Array.from({ length: count }, (_, index) => queue.enter(`${isSuspect} ${index}`, isSuspect));
  const isRoom = (leave: (() => void) | null) => leave !== null;

  it('has 24 places, 8 of them for one client', () => {
    const queue = new PasswordQueue();
    expect(Array.from({ length: 10 }, () => queue.enter('one', false)).filter(isRoom)).toHaveLength(8);
    expect(enter(queue, 30, false).filter(isRoom)).toHaveLength(16);
  });

  it('keeps 8 places for those who did not fail lately', () => {
    const queue = new PasswordQueue();
    const suspects = enter(queue, 30, true);
    expect(suspects.filter(isRoom)).toHaveLength(16);
    expect(enter(queue, 30, false).filter(isRoom)).toHaveLength(8);
    for (const leave of suspects) leave?.();
    expect(enter(queue, 30, true).filter(isRoom)).toHaveLength(16);
  });
});
