import type { Column } from '../terminal/print.js';
import { factsText } from '../terminal/table-text.js';
import { daysLeftText } from './days-left.js';
import { type Expectations, expectationFacts, expectationsSelection } from './expectations.js';

export interface Server {
  id: string;
  version: number;
  name: string;
  smtp: {
    host: string;
    port: number;
    security: string;
    timeoutSeconds: number;
    authRequired: boolean;
    username: string | null;
    hasPassword: boolean;
  };
  isPasswordDamaged: boolean;
  domains: { linkTracking: string; openTracking: string; mailFrom: string; enforcedFrom: string | null };
  expectations: Expectations;
  verifyEvery: string | null;
  verification: {
    status: string;
    checks: { kind: string; status: string; failingSince: string | null }[];
    certificateExpiresAt: string | null;
    certificateDaysLeft: number | null;
  };
  state: string;
  pause: { until: string | null; reason: string | null } | null;
  tags: string[];
  isAllocated: boolean;
  assignments: { userGroup: { id: string; name: string }; channels: string[] }[];
  createdAt: string;
  updatedAt: string;
}

/** All that lists need; every field is of the server's own, so that a page costs little. */
export const serverListSelection = `id version name
  smtp { host port security timeoutSeconds authRequired username hasPassword }
  domains { linkTracking openTracking mailFrom enforcedFrom useSenderInfoAsMailFrom useSenderInfoAsFrom }
  senderRotation { enabled settings }
  verification { status lastCheckedAt certificateExpiresAt certificateDaysLeft }
  state pause { since until reason } tags isAllocated createdAt updatedAt`;

export const serverSelection = `${serverListSelection} legacyId isPasswordDamaged ${expectationsSelection} verifyEvery
  verification { checks { kind status failingSince } source }
  assignments { userGroup { id name } channels }`;

export const serverColumns: readonly Column<Server>[] = [
  { heading: 'ID', cell: ({ id }) => id },
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'HOST', cell: ({ smtp }) => smtp.host },
  { heading: 'PORT', cell: ({ smtp }) => String(smtp.port) },
  { heading: 'SECURITY', cell: ({ smtp }) => smtp.security },
  { heading: 'STATE', cell: ({ state }) => state },
  { heading: 'CHECKS', cell: ({ verification }) => verification.status },
  { heading: 'ALLOCATED', cell: ({ isAllocated }) => (isAllocated ? 'yes' : 'no') },
  { heading: 'TAGS', cell: ({ tags }) => tags.join(',') },
];

export function serverText({ smtp, domains, verification, pause, ...server }: Server): string {
  const { checks, certificateExpiresAt, certificateDaysLeft } = verification;
  return factsText([
    ['id', server.id],
    ['version', String(server.version)],
    ['name', server.name],
    ['smtp', `${smtp.host}:${smtp.port} ${smtp.security}, ${smtp.timeoutSeconds} s`],
    ['sign in', smtp.authRequired ? 'required' : 'not required'],
    ['username', smtp.username ?? '-'],
    ['password', passwordText(smtp.hasPassword, server.isPasswordDamaged)],
    ['link tracking', domains.linkTracking],
    ['open tracking', domains.openTracking],
    ['mail from', domains.mailFrom],
    ['enforced from', domains.enforcedFrom ?? '-'],
    ...expectationFacts(server.expectations),
    ['verify every', server.verifyEvery ?? '-'],
    [
      'state',
      pause ? `${server.state} until ${pause.until ?? 'enabled'}: ${pause.reason ?? '-'}` : server.state,
    ],
    ['checks', `${verification.status}: ${checks.map(checkText).join(', ')}`],
    [
      'certificate',
      certificateExpiresAt
        ? `until ${certificateExpiresAt} (${daysLeftText(certificateDaysLeft ?? 0)})`
        : '-',
    ],
    ['tags', server.tags.join(', ') || '-'],
    ...server.assignments.map(
      ({ userGroup, channels }) =>
        ['used by', `${userGroup.id} "${userGroup.name}": ${channels.join(', ')}`] as const,
    ),
    ['created', server.createdAt],
    ['updated', server.updatedAt],
  ]);
}

function passwordText(isStored: boolean, isDamaged: boolean): string {
  if (isDamaged) return 'stored, but it does not open: give it again';
  return isStored ? 'stored' : '-';
}

/** A check that began to fail keeps its status for a while: see docs/verification.md, "When a check turns". */
function checkText({ kind, status, failingSince }: Server['verification']['checks'][number]): string {
  const isUnsettled = failingSince !== null && status !== 'FAIL';
  return `${kind} ${status}${isUnsettled ? ` (failing since ${failingSince})` : ''}`;
}
