import { describe, expect, it } from 'vitest';
import type { OldServer } from '../../src/import/old-server.js';
import { group1, oldAnswer, oldEntry } from './old-system.js';
import { read } from './read-entries.js';

/** The one server of an entry, which must be accepted. */
function accepted(entry: Record<string, unknown>): OldServer {
  const { servers, refused } = read(oldAnswer(entry));
  expect(refused).toEqual([]);
  return servers[0] as OldServer;
}

const plain = accepted(oldEntry(5));

describe('a server reads the same', () => {
  const params = (change: object) => oldEntry(5, { params: change });
  const domains = (change: object) => oldEntry(5, { domains: change });
  const results = { email_delivery: 1, spf: '1', dkim: '', dmarc: 'true', sender_domain: 'Yes' };

  it.each([
    ['as documented', oldEntry(5)],
    ['with numbers as text', params({ smtp_port: '587', smtp_timeout: ' 30 ' })],
    ['with numbers as decimals', params({ smtp_port: 587.0, smtp_timeout: '30.0' })],
    ['with smtp_auth as "1"', params({ smtp_auth: '1' })],
    ['with smtp_auth as 1', params({ smtp_auth: 1 })],
    ['with smtp_auth as "True"', params({ smtp_auth: 'True' })],
    ['with smtp_auth as "Enabled"', params({ smtp_auth: 'Enabled' })],
    ['with smtp_secure as "TLS"', params({ smtp_secure: 'TLS' })],
    ['with flags as "0"', domains({ senderinfo_as_mfrom: '0', senderinfo_as_from: 0 })],
    ['with flags as "false"', domains({ senderinfo_as_mfrom: 'false', senderinfo_as_from: 'Disabled' })],
    ['with flags as ""', domains({ senderinfo_as_mfrom: '', senderinfo_as_from: null })],
    ['without flags', domains({ senderinfo_as_mfrom: undefined, senderinfo_as_from: undefined })],
    ['without IsAllocated', oldEntry(5, { IsAllocated: undefined })],
    ['with unknown keys', { ...params({ smtp_debug: 3 }), DailyLimit: '10' }],
    ['with no groups as null', oldEntry(5, { UserGroupAssignments: null })],
    ['with no groups as {}', oldEntry(5, { UserGroupAssignments: {} })],
    ['without groups', oldEntry(5, { UserGroupAssignments: undefined })],
    ['with an id as number', oldEntry(5, { DeliveryServerID: 5 })],
    [
      'with results in other words',
      oldEntry(5, { VerificationResults: { ...results, link_domain: 'on', open_domain: true } }),
    ],
  ])('%s', (_, entry) => {
    expect(accepted(entry)).toEqual(plain);
  });

  it('with its id as key only', () => {
    const { DeliveryServerID: _, ...entry } = oldEntry(5);
    expect(read({ Success: true, DeliveryServers: { 5: entry } }).servers).toEqual([plain]);
  });

  it('in a list instead of a map', () => {
    expect(read({ Success: '1', ErrorCode: '0', DeliveryServers: [oldEntry(5)] }).servers).toEqual([plain]);
  });

  it('with numbers written in another way', () => {
    const written = JSON.stringify(oldAnswer(oldEntry(5, { params: { smtp_auth: 1 } })))
      .replace('"smtp_port":587', '"smtp_port":5.87e2')
      .replace('"smtp_timeout":30', '"smtp_timeout":30.0')
      .replace('"smtp_auth":1', '"smtp_auth":1.0')
      .replace('"DeliveryServerID":"5"', '"DeliveryServerID":5.0');
    expect(read(written).servers).toEqual([plain]);
  });

  it('is no object when it is a number with many digits', () => {
    const written = JSON.stringify(oldAnswer(oldEntry(5, { Domains: '@' }))).replace('"@"', '1.10');
    expect(read(written).refused).toMatchObject([{ reasons: ['Domains: This must be an object.'] }]);
  });

  it('after a byte order mark', () => {
    expect(read(`\ufeff${JSON.stringify(oldAnswer(oldEntry(5)))}`).servers).toEqual([plain]);
  });
});

describe('the protection of the connection', () => {
  it.each([
    [false, 'NONE'],
    ['', 'NONE'],
    ['none', 'NONE'],
    ['false', 'NONE'],
    ['tls', 'STARTTLS'],
    ['ssl', 'IMPLICIT_TLS'],
    ['SSL', 'IMPLICIT_TLS'],
  ])('%j is %s', (smtp_secure, security) => {
    expect(accepted(oldEntry(5, { params: { smtp_secure } })).settings.smtp.security).toBe(security);
  });
});

describe('verification', () => {
  const never = { passed: null, lastCheckedAt: null };

  it.each([null, undefined, '', '0000-00-00 00:00:00', '0000-00-00'])('has no time when it is %j', (time) => {
    const { verification } = accepted(oldEntry(5, { VerificationLastCheckedAt: time }));
    expect(verification.lastCheckedAt).toBeNull();
  });

  it.each([[[]], [null], [undefined], [{}], [{ spf: false, dkim: 0 }]])(
    'has never been done with %j and no time',
    (VerificationResults) => {
      const entry = oldEntry(5, { VerificationResults, VerificationLastCheckedAt: null });
      expect(accepted(entry).verification).toEqual(never);
    },
  );

  it('keeps a time without results', () => {
    const { verification } = accepted(oldEntry(5, { VerificationResults: [] }));
    expect(verification).toEqual({ passed: null, lastCheckedAt: new Date('2025-12-28T10:30:00Z') });
  });

  it('takes a missing result for a failure when others are there', () => {
    const { verification } = accepted(oldEntry(5, { VerificationResults: { spf: true } }));
    expect(verification.passed).toMatchObject({ SPF: true, DKIM: false });
  });
});

describe('texts', () => {
  it('that are empty, null or missing are none', () => {
    for (const nothing of ['', null, undefined, false]) {
      const entry = oldEntry(5, {
        params: { smtp_auth: false, smtp_username: nothing, smtp_password: nothing },
        domains: { enforced_from: nothing },
      });
      const { smtp, domains } = accepted(entry).settings;
      expect([smtp.username, smtp.password, domains.enforcedFrom]).toEqual([null, null, null]);
    }
  });

  it('keep the blanks of a password', () => {
    expect(accepted(oldEntry(5, { params: { smtp_password: ' \t ' } })).settings.smtp.password).toBe(' \t ');
  });

  it.each(['1.10', '12345678901234567890', '-9007199254740993', '1e3', '-0', '5'])(
    'that were sent as the number %s have its digits',
    (digits) => {
      const entry = oldEntry(5, {
        Name: '@',
        params: { smtp_username: '@', smtp_password: '@' },
        domains: { sender_rotation_settings: { a: ['@', { b: '@' }] } },
        UserGroupAssignments: [{ ...group1('Marketing'), GroupName: '@' }],
      });
      const { servers, warnings, refused } = read(JSON.stringify(oldAnswer(entry)).replaceAll('"@"', digits));
      expect(refused).toEqual([]);
      const { settings, assignments } = servers[0] as OldServer;
      expect([
        settings.name,
        settings.smtp.username,
        settings.smtp.password,
        assignments[0]?.groupName,
      ]).toEqual(Array(4).fill(digits));
      expect(settings.senderRotation.settings).toBe(`{"a":[${digits},{"b":${digits}}]}`);
      expect(warnings.map(({ text }) => text)).toEqual([
        'smtp_password is a number in the answer: leading zeros may have been lost',
      ]);
    },
  );

  it('keep the settings of a sender rotation, blank or an object too', () => {
    const rotating = (settings: unknown) =>
      accepted(oldEntry(5, { domains: { sender_rotation: true, sender_rotation_settings: settings } }));
    expect(rotating('{"a":1}').settings.senderRotation).toEqual({ enabled: true, settings: '{"a":1}' });
    expect(rotating(' ').settings.senderRotation).toEqual({ enabled: true, settings: ' ' });
    expect(rotating({ a: 1 }).settings.senderRotation).toEqual({ enabled: true, settings: '{"a":1}' });
  });
});

describe('user groups', () => {
  it('may be a map, with channels that PHP numbered', () => {
    const entry = oldEntry(5, {
      UserGroupAssignments: {
        9: { GroupName: 'Nine', Channels: { 0: 'Marketing', 2: 'autoresponder' } },
        1: { ...group1(), Channels: [] },
      },
    });
    expect(accepted(entry).assignments).toEqual([
      { groupId: 1, groupName: 'Default User Group', channels: [] },
      { groupId: 9, groupName: 'Nine', channels: ['MARKETING', 'AUTO_RESPONDER'] },
    ]);
  });
});
