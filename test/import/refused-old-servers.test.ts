import { describe, expect, it } from 'vitest';
import { group5, oldAnswer, oldEntry } from './old-system.js';
import { read } from './read-entries.js';

describe('a warning is given', () => {
  it.each([
    ['password not in the answer', { smtp_password: undefined, HasSMTPPassword: true }],
    ['password not in the answer', { smtp_password: '', HasSMTPPassword: '1' }],
    ['password not in the answer', { smtp_password: undefined }],
    ['smtp_secure is not in the answer: taken as false, no encryption', { smtp_secure: undefined }],
    ['smtp_timeout is not in the answer: taken as 30 seconds', { smtp_timeout: '' }],
    ['smtp_auth is not in the answer: taken as false', { smtp_auth: null }],
    ['smtp_password is a number in the answer: leading zeros may have been lost', { smtp_password: 1234 }],
  ])('%s', (text, params) => {
    const { servers, warnings } = read(oldAnswer(oldEntry(5, { params })));
    expect(servers).toHaveLength(1);
    expect(warnings).toEqual([{ serverId: 5, text }]);
  });

  it('for nothing when the old installation says that there is no password', () => {
    const params = { smtp_password: undefined, HasSMTPPassword: false };
    expect(read(oldAnswer(oldEntry(5, { params }))).warnings).toEqual([]);
    const outside = oldEntry(5, { params: { smtp_password: undefined }, HasSMTPPassword: false });
    expect(read(oldAnswer(outside)).warnings).toEqual([]);
  });
});

describe('a server is refused', () => {
  it.each([
    [
      'for everything that is missing',
      { DeliveryServerID: '5' },
      [
        'Name: This is required and must not be blank.',
        'ConnectionParams.smtp_host: This is required and must not be blank.',
        'ConnectionParams.smtp_port: This is required and must not be blank.',
        'Domains.link_tracking: This is required and must not be blank.',
        'Domains.open_tracking: This is required and must not be blank.',
        'Domains.mfrom_domain: This is required and must not be blank.',
      ],
    ],
    [
      'for objects that are none',
      oldEntry(5, { Domains: 'x', UserGroupAssignments: 7 }),
      ['Domains: This must be an object.', 'UserGroupAssignments: This must be a list.'],
    ],
    [
      'for values that mean nothing',
      oldEntry(5, {
        params: { smtp_auth: 'perhaps', smtp_timeout: 'soon', smtp_username: { a: 1 } },
        VerificationLastCheckedAt: '2025-02-30 10:00:00',
        VerificationResults: { spf: 'maybe' },
      }),
      [
        'ConnectionParams.smtp_timeout: This must be a whole number.',
        'ConnectionParams.smtp_auth: This must be true or false.',
        'ConnectionParams.smtp_username: This must be text.',
        'VerificationResults.spf: This must be true or false.',
        'VerificationLastCheckedAt: This must be a time such as 2025-12-28 10:30:00.',
      ],
    ],
    [
      'for broken characters in a password',
      oldEntry(5, { params: { smtp_password: '\ud800' } }),
      ['ConnectionParams.smtp_password: This must be whole Unicode characters.'],
    ],
  ])('%s', (_, entry, reasons) => {
    const { servers, refused } = read(oldAnswer(entry));
    expect(servers).toEqual([]);
    expect(refused).toMatchObject([{ reasons }]);
  });

  it('for an id that cannot be a row', () => {
    for (const id of ['0', '-1', 'abc', '1.5', '2147483647', '99999999999']) {
      const { refused } = read({ Success: true, DeliveryServers: [oldEntry(5, { DeliveryServerID: id })] });
      expect(refused).toEqual([
        {
          label: 'entry 1 of the answer "Relay 5"',
          reasons: ['DeliveryServerID: This must be a whole number from 1 to 2147483646.'],
        },
      ]);
    }
  });

  it('for an id that is missing, contradictory, or taken twice', () => {
    const list = (...entries: object[]) => read({ Success: true, DeliveryServers: entries }).refused;
    expect(list(oldEntry(5, { DeliveryServerID: undefined }))[0]?.reasons).toEqual([
      'DeliveryServerID: This is missing.',
    ]);
    expect(list(oldEntry(5), oldEntry(5))).toHaveLength(2);
    expect(read({ Success: true, DeliveryServers: { 6: oldEntry(5) } }).refused[0]?.reasons).toEqual([
      'DeliveryServerID: This is not the id under which the server is listed.',
    ]);
  });

  it('for a user group that another server calls otherwise', () => {
    const { servers, refused } = read(
      oldAnswer(
        oldEntry(1, { UserGroupAssignments: [group5('Marketing')] }),
        oldEntry(2, { UserGroupAssignments: [{ ...group5('Transactional'), GroupName: 'Other' }] }),
      ),
    );
    expect(servers.map(({ id }) => id)).toEqual([1]);
    expect(refused[0]?.reasons).toEqual(['UserGroupAssignments: User group 5 has another name elsewhere.']);
  });

  it('with a label that is one line, whatever the name is made of', () => {
    const { refused } = read(oldAnswer(oldEntry(5, { Name: 'a\n\u001b[2Jb\u202e', Domains: [] })));
    expect(refused[0]?.label).toBe('server 5 "a\ufffd\ufffd[2Jb\ufffd"');
  });
});
