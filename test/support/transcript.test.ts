import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leakedSecrets, Transcript } from './transcript.js';

let directory: string;
let transcript: Transcript;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'transcript-test-'));
  transcript = new Transcript(directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const secret = 'planted: "secret" ?>~ €';

describe('the search for leaked secrets', () => {
  it('finds nothing when nothing was noted', () => {
    expect(leakedSecrets(directory)).toEqual([]);
    transcript.guard('password', secret);
    expect(leakedSecrets(directory)).toEqual([]);
  });

  it('finds nothing when the output is clean', () => {
    transcript.guard('password', secret);
    transcript.note('{"level":30,"msg":"request"}');
    expect(leakedSecrets(directory)).toEqual([]);
  });

  it.each([
    ['as it is', (text: string) => text],
    ['as JSON writes it', (text: string) => JSON.stringify(text)],
    ['as JSON in JSON', (text: string) => JSON.stringify(JSON.stringify(text))],
    ['in base64', (text: string) => Buffer.from(text).toString('base64')],
    ['in base64 for addresses', (text: string) => Buffer.from(text).toString('base64url')],
    ['in hexadecimal', (text: string) => Buffer.from(text).toString('hex')],
    ['as an address writes it', (text: string) => encodeURIComponent(text)],
  ])('finds one that was put out %s', (_, form) => {
    transcript.guard('password', secret);
    transcript.note(`before ${form(secret)} after`);
    expect(leakedSecrets(directory)).toEqual(['password']);
  });

  it('finds one that was put out before it was known to be one', () => {
    transcript.note(secret);
    transcript.guard('password', secret);
    expect(leakedSecrets(directory)).toEqual(['password']);
  });

  it('names the kind of each and no other', () => {
    transcript.guard('first', 'secret-number-one');
    transcript.guard('second', 'secret-number-two');
    transcript.guard('third', 'secret-number-three');
    transcript.note('secret-number-three and secret-number-one');
    expect(leakedSecrets(directory)).toEqual(['first', 'third']);
  });

  it.each(['secret', 'sessionToken', 'SessionID', 'smtp_password'])(
    'allows one in %s, its documented place, and not beside it',
    (place) => {
      transcript.guard('key', 'planted-secret');
      transcript.note(JSON.stringify({ [place]: 'planted-secret', other: 'x' }));
      expect(leakedSecrets(directory)).toEqual([]);
      transcript.note(JSON.stringify({ [place]: 'x', message: 'planted-secret' }));
      expect(leakedSecrets(directory)).toEqual(['key']);
    },
  );

  it('joins what several processes noted', () => {
    transcript.guard('key', 'planted-secret');
    new Transcript(directory).note('planted-secret');
    expect(leakedSecrets(directory)).toEqual(['key']);
  });
});
