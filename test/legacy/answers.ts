import { expect } from 'vitest';
export const deleted = '{"Success":true,"ErrorCode":0}';
export const saved = '{"Success":true,"ErrorCode":0,"ErrorText":""}';
export const refused =
  '{"Success":false,"ErrorCode":99998,"ErrorText":"Authentication failure or session expired"}';
export const noServers = '{"Success":false,"ErrorCode":2}';

/** A request that is refused before any command has it: an envelope of one code, whichever of these. */
export function expectRefusal(
  answer: { status: number; headers: Headers; text: string },
  status: number,
  ...codes: number[]
) {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const body = JSON.parse(answer.text);
  expect(Object.keys(body)).toEqual(['Success', 'ErrorCode', 'ErrorText']);
  expect(body.Success).toBe(false);
  expect(codes).toContain(body.ErrorCode);
}
