import { describe, expect, it } from 'vitest';
import { formsOf } from '../support/secret-forms.js';
import { Canaries, withoutDocumentedPlaces } from './canaries.js';

describe('the search for canaries', () => {
  it.each(Object.keys(formsOf('any')))('finds one that stands somewhere %s', (form) => {
    const canaries = new Canaries();
    const text = formsOf(canaries.plant('a password'))[form];
    canaries.keep('the log', 'nothing of it');
    expect(canaries.leaks()).toEqual([]);
    canaries.keep('the log', `{"msg":"before ${text} after"}`);
    expect(canaries.leaks()).toContainEqual(expect.stringMatching(/^the log has a password /));
  });

  it.each([0, 1, 2, 3, 4])('finds one in base64 of something longer, %i octets into it', (octets) => {
    const canaries = new Canaries();
    const secret = canaries.plant('a password');
    const bytes = Buffer.concat([Buffer.alloc(octets, 'x'), Buffer.from(secret), Buffer.alloc(5, 'y')]);
    canaries.keep('a row', bytes.toString('base64'));
    expect(canaries.leaks()).toContain(`a row has a password in base64 after ${octets % 3}`);
  });

  it('finds one in octets', () => {
    const canaries = new Canaries();
    canaries.keep('a row', Buffer.concat([Buffer.from([0, 255]), Buffer.from(canaries.plant('a password'))]));
    expect(canaries.leaks()).toContain('a row has a password as it is');
  });

  it('leaves out of an answer the documented places alone', () => {
    expect(withoutDocumentedPlaces('{"smtp_password":"a\\"b","smtp_username":"c"}')).toBe(
      '{"smtp_password":"-","smtp_username":"c"}',
    );
    expect(withoutDocumentedPlaces('<smtp_password>a</smtp_password><x>b</x>')).toBe(
      '<smtp_password>-</smtp_password><x>b</x>',
    );
  });
});
