import { describe, expect, it } from 'vitest';
import { roomForRuns } from '../../src/verification-runs/service/room-for-runs.js';

const limits = { all: 8, ofCaller: 4 };
const of = (caller: string | null, count: number) => Array.from({ length: count }, () => caller);

describe('the room for runs', () => {
  it.each([
    ['that of one caller when nobody has any', [], { free: 4, full: [] }],
    ['what is left to each who has some', [...of('a', 3), ...of('b', 1)], { free: 1, full: [] }],
    ['that of another caller when one has all of its own', of('a', 4), { free: 4, full: ['a'] }],
    ['none of the schedule when that has all of its own', of(null, 4), { free: 4, full: [null] }],
    ['none when all are taken', [...of('a', 4), ...of(null, 4)], { free: 0, full: ['a', null] }],
    ['what is left of all', [...of('a', 4), ...of('b', 1), ...of('c', 1)], { free: 2, full: ['a'] }],
  ])('is %s', (_, callers, room) => {
    expect(roomForRuns(callers, limits)).toEqual(room);
  });
});
