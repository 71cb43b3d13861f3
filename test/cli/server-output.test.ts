import { expect, it } from 'vitest';
import { type Server, serverText } from '../../src/cli/commands/server-output.js';

const failingSince = '2026-11-29T13:45:00.000Z';
const server: Server = {
  id: 'ds_1',
  version: 1,
  name: 'A',
  smtp: {
    host: 'mail.shop.test',
    port: 587,
    security: 'STARTTLS',
    timeoutSeconds: 10,
    authRequired: false,
    username: null,
    hasPassword: false,
  },
  isPasswordDamaged: false,
  domains: {
    linkTracking: 'links.shop.test',
    openTracking: 'o.shop.test',
    mailFrom: 'shop.test',
    enforcedFrom: null,
  },
  expectations: {
    sendingAddresses: [],
    dkim: [],
    spfInclude: null,
    senderTarget: null,
    linkTarget: null,
    openTarget: null,
  },
  verifyEvery: null,
  verification: {
    status: 'FAIL',
    checks: [
      { kind: 'SPF', status: 'FAIL', failingSince },
      { kind: 'DKIM', status: 'PASS', failingSince: null },
      { kind: 'LINK_DOMAIN', status: 'PASS', failingSince },
    ],
    certificateExpiresAt: '2026-11-26T00:00:00.000Z',
    certificateDaysLeft: -4,
  },
  state: 'ENABLED',
  pause: null,
  tags: [],
  isAllocated: false,
  assignments: [],
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
};

it('a server in a terminal says since when a check fails whose status is still that it passed', () => {
  expect(serverText(server)).toMatch(
    /^checks +FAIL: SPF FAIL, DKIM PASS, LINK_DOMAIN PASS \(failing since 2026-11-29T13:45:00\.000Z\)$/m,
  );
});

it('a server in a terminal says how long ago its certificate has expired', () => {
  expect(serverText(server)).toMatch(
    /^certificate +until 2026-11-26T00:00:00\.000Z \(expired 3 days ago\)$/m,
  );
});

it('a server in a terminal says when its stored password does not open', () => {
  const stored = { ...server, smtp: { ...server.smtp, hasPassword: true } };
  expect(serverText(stored)).toMatch(/^password +stored$/m);
  expect(serverText({ ...stored, isPasswordDamaged: true })).toMatch(
    /^password +stored, but it does not open: give it again$/m,
  );
});
