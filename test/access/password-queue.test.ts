import { describe, expect, it } from 'vitest';
import { clientOf, neighbourhoodOf } from '../../src/access/service/client-network.js';
import { PasswordQueue, type Standing } from '../../src/access/service/password-queue.js';

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
  const enter = (queue: PasswordQueue, count: number, standing: Standing) =>
    Array.from({ length: count }, (_, index) => queue.enter(`${standing} ${index}`, standing));
  const placesOf = (leaves: ((() => void) | null)[]) => leaves.filter((leave) => leave !== null).length;

  it('has one place to compare and four to wait, two of them for one client', () => {
    const queue = new PasswordQueue();
    expect(placesOf(Array.from({ length: 10 }, () => queue.enter('one', 'KNOWN')))).toBe(2);
    expect(placesOf(enter(queue, 10, 'KNOWN'))).toBe(3);
  });

  it('keeps places for those who signed in here before, and for those who did not fail', () => {
    const queue = new PasswordQueue();
    const failing = enter(queue, 10, 'FAILING');
    expect(placesOf(failing)).toBe(2);
    expect(placesOf(enter(queue, 10, 'NEW'))).toBe(2);
    expect(placesOf(enter(queue, 10, 'KNOWN'))).toBe(1);
    for (const leave of failing) leave?.();
    expect(placesOf(enter(queue, 10, 'FAILING'))).toBe(2);
  });
});
