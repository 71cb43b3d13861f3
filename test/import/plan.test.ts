import { describe, expect, it } from 'vitest';
import { batches } from '../../src/import/batches.js';
import { ImportError } from '../../src/import/import-error.js';
import { serversInAnswer } from '../../src/import/old-answer.js';
import type { OldServer } from '../../src/import/old-server.js';
import { parseArguments } from '../../src/import/parse-arguments.js';
import { channelKey, nothingPresent, type Present, planImport } from '../../src/import/plan.js';
import { Progress } from '../../src/import/progress.js';
import { readOldServers } from '../../src/import/read-old-servers.js';
import { reportText } from '../../src/import/report.js';
import { Channel } from '../../src/user-groups/user-group.js';
import { group1, oldAnswer, oldEntry } from './old-system.js';

function oldServer(id: number, change = {}): OldServer {
  const bytes = Buffer.from(JSON.stringify(oldAnswer(oldEntry(id, change))));
  const { servers } = readOldServers(serversInAnswer({ bytes, status: 200 }));
  return servers[0] as OldServer;
}

/** A database that holds what these servers say. */
function presentOf(...servers: OldServer[]): Present {
  return {
    servers: new Map(
      servers.map(({ id, settings, verification }) => [
        id,
        {
          settings,
          isPasswordReadable: true,
          verification: {
            lastCheckedAt: verification.lastCheckedAt,
            checks: Object.entries(verification.passed ?? {}).map(([kind, passed]) => ({
              kind,
              status: passed ? 'PASS' : 'FAIL',
            })),
          },
        },
      ]),
    ),
    groups: new Map(servers.flatMap((server) => server.assignments.map((a) => [a.groupId, a.groupName]))),
    channels: new Map(
      servers.flatMap((server) =>
        server.assignments.flatMap(({ groupId, channels }) =>
          channels.map((channel) => [channelKey({ groupId, channel }), server.id]),
        ),
      ),
    ),
  } as unknown as Present;
}

describe('a plan', () => {
  const one = oldServer(1, { UserGroupAssignments: [group1('Marketing')] });

  it('gives a channel that two servers claim to the first', () => {
    const two = oldServer(2, { UserGroupAssignments: [group1('Marketing', 'Transactional')] });
    const { assignments } = planImport([one, two], nothingPresent);
    expect(assignments.created.map(({ channel, serverId }) => [channel, serverId])).toEqual([
      [Channel.MARKETING, 1],
      [Channel.TRANSACTIONAL, 2],
    ]);
    expect(assignments.leftAlone).toMatchObject([{ serverId: 2, because: 'it uses server 1' }]);
  });

  it('makes an assignment once though the group is listed twice', () => {
    const twice = oldServer(1, { UserGroupAssignments: [group1('Marketing'), group1('Marketing')] });
    expect(planImport([twice], nothingPresent).assignments.created).toHaveLength(1);
    expect(planImport([twice], presentOf(one)).assignments.unchanged).toHaveLength(1);
  });

  it('finds a server unchanged whose password the answer does not have', () => {
    const withheld = oldServer(1, { params: { smtp_password: undefined, HasSMTPPassword: true } });
    expect(planImport([withheld], presentOf(one)).servers.unchanged).toEqual([1]);
  });

  it('finds a server changed whose stored password does not open', () => {
    const present = presentOf(one);
    const server = present.servers.get(1);
    if (server) server.isPasswordReadable = false;
    expect(planImport([one], present).servers.leftAlone).toMatchObject([
      { differing: ['ConnectionParams.smtp_password'] },
    ]);
  });

  it.each([
    ['Name', { Name: 'Other' }],
    ['ConnectionParams.smtp_secure', { params: { smtp_secure: 'ssl' } }],
    ['Domains.sender_rotation', { domains: { sender_rotation: true } }],
    [
      'VerificationResults.dkim',
      { VerificationResults: { ...(oldEntry(1).VerificationResults as object), dkim: true } },
    ],
    ['VerificationLastCheckedAt', { VerificationLastCheckedAt: '2025-12-28 10:30:01' }],
  ])('notices a difference in %s', (field, change) => {
    const { servers } = planImport([oldServer(1, change)], presentOf(one));
    expect(servers.leftAlone.map(({ differing }) => differing)).toEqual([[field]]);
  });
});

describe('the report', () => {
  const report = (ids: number[]) => {
    const plan = planImport(
      ids.map((id) => oldServer(id)),
      nothingPresent,
    );
    return reportText({ ending: 'dry run', plan, refused: [], warnings: [] });
  };

  it('names up to 20 ranges of ids, and says how many more there are', () => {
    const odd = Array.from({ length: 100 }, (_, index) => 2 * index + 1);
    expect(report(odd)).toContain(`\n  servers ${odd.slice(0, 20).join(', ')} and 80 more\n`);
    expect(report([...odd.slice(0, 20), 39 + 2])).toContain('37, 39 and 1 more\n');
  });

  it('names all ids of 20 ranges', () => {
    const odd = Array.from({ length: 19 }, (_, index) => 2 * index + 1);
    expect(report([...odd, 50, 51, 52])).toContain(`\n  servers ${odd.join(', ')}, 50-52\n`);
  });
});

describe('the command line', () => {
  it('lists all mistakes and repeats no value', () => {
    const attempt = () => parseArguments(['--from', 'canary'], {});
    expect(attempt).toThrow(ImportError);
    expect(attempt).toThrow(/--from must be an address[\s\S]*OLD_API_KEY/);
    expect(attempt).not.toThrow(/canary/);
  });

  it.each([
    [[]],
    [['--from', 'https://a.example/', '--file', 'a']],
    [['--file', '']],
    [['--from', 'file:///a']],
  ])('%j is not enough to go on', (argv) => {
    expect(() => parseArguments(argv, { OLD_API_KEY: 'k' })).toThrow(ImportError);
  });

  it('prefers --key to the environment', () => {
    const given = parseArguments(['--from', 'https://a.example/api.php', '--key', 'a'], { OLD_API_KEY: 'b' });
    expect(given?.source).toMatchObject({ key: 'a' });
  });
});

describe('progress', () => {
  it('redraws one line on a terminal and leaves nothing behind', () => {
    expect(shown(true)).toBe('\r\x1b[KReading\r\x1b[K1 of 2\r\x1b[K2 of 2\r\x1b[K');
  });

  it('is plain lines elsewhere, not one for each step', () => {
    expect(shown(false)).toBe('Reading\n');
  });

  function shown(isTTY: boolean): string {
    let written = '';
    const progress = new Progress({ isTTY, write: (text) => (written += text) });
    progress.step('Reading');
    progress.count('1 of 2');
    progress.count('2 of 2');
    progress.end();
    return written;
  }
});

it('a batch is neither long nor heavy', () => {
  expect([...batches(Array(1_001).fill(0))].map(({ length }) => length)).toEqual([500, 500, 1]);
  expect([...batches([3e6, 3e6, 1e6, 9e6, 1], (weight) => weight)]).toEqual([[3e6], [3e6, 1e6], [9e6], [1]]);
  expect([...batches([])]).toEqual([]);
});
