import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentation } from '../contract/documentation.js';
import { restoreDocumentedInstallation } from '../support/installation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { absentNeeds, booleans, isAbsent, type Program, packageNames, programs } from './programs.js';
import { administrator, runProgram, type Summary, serverName, smtpPassword } from './run-program.js';

let app: TestApp;
const summaries = new Map<Program, Promise<Summary>>();

beforeAll(async () => {
  app = await startTestApp({ administrator });
  app.transcript.guard('SMTP password', smtpPassword);
  await restoreDocumentedInstallation(app);
});
afterAll(() => app?.stop());

for (const program of programs) {
  describe(program.file, () => {
    const absent = absentNeeds(program);
    if (absent.length > 0) return it.skip(`cannot run without ${absent.join(' and ')}, absent here`);

    it('finds its server with the values and the test results that it sent', async () => {
      const { id, created } = await summaryOf(program);
      expect(created).toEqual(inFormat(program, entryCreated(program, id)));
    });

    it('finds its server changed, with the password that it did not send again', async () => {
      const { id, updated } = await summaryOf(program);
      expect(updated).toEqual(inFormat(program, entryUpdated(program, id)));
    });

    it('finds neither of the servers that it deleted', async () => {
      const { left } = await summaryOf(program);
      expect(left).toBe('');
    });

    it('understands what it did wrong', async () => {
      const { complaints } = await summaryOf(program);
      expect(complaints).toEqual({
        create: '1: Missing deliveryservername',
        update: '1: Missing deliveryservername',
        delete: '1',
        credential: '99998: Authentication failure or session expired',
      });
    });
  });
}

describe('the answers to all old clients', () => {
  const readers = programs.filter(
    (program) => program.format === 'json' && absentNeeds(program).length === 0,
  );

  it('are the same bytes when nothing was sent to create', async () => {
    const refusals = await answersTo('refusal');
    expect(refusals).toEqual(
      readers.map(({ file }) => [
        file,
        '{"Success":false,"ErrorCode":[1,2,3,4,5,6,9,10,11],"ErrorText":["Missing deliveryservername",' +
          '"Missing sendmethodsmtphost","Missing sendmethodsmtpport","Missing sendmethodsmtpsecure",' +
          '"Missing sendmethodsmtptimeout","Missing sendmethodsmtpauth","Missing domainsettings_linktracking",' +
          '"Missing domainsettings_opentracking","Missing domainsettings_mfrom"]}',
      ]),
    );
  });

  it('are the same bytes when they list the servers', async () => {
    const lists = await answersTo('list');
    const documented = JSON.stringify(documentation['deliveryservers.get'].example.success);
    expect(lists).toEqual(readers.map(({ file }) => [file, documented]));
  });

  async function answersTo(request: 'refusal' | 'list'): Promise<[string, string][]> {
    const answers: [string, string][] = [];
    for (const program of readers) answers.push([program.file, (await summaryOf(program))[request]]);
    return answers;
  }
});

describe(booleans.file, () => {
  const absent = absentNeeds(booleans);
  if (absent.length > 0) return it.skip(`cannot run without ${absent.join(' and ')}, absent here`);

  const created = { ErrorCode: 0, ErrorText: '' };
  const missing = { ErrorCode: [6], ErrorText: ['Missing sendmethodsmtpauth'] };
  const invalid = {
    ErrorCode: [14],
    ErrorText: ['Invalid sendmethodsmtpauth value (must be: true, false)'],
  };

  // The documentation has one code for a value that is neither word and one for no value. PHP's own booleans become
  // such values on their way through a form, and a guess could switch authentication off behind the client's back.
  it("is refused PHP's own booleans, which a form turns into 1, 0 and nothing, and granted the words", async () => {
    expect(await runProgram<unknown>(booleans, app)).toEqual({
      array: { true: invalid, false: missing },
      http_build_query: { true: invalid, false: invalid },
      words: { true: created, false: created },
    });
  });
});

if (process.env.CI && process.getuid?.() === 0) {
  // .ci/run installs them all; without this, a run that skips everything would look like one that passes.
  it.each(packageNames)('%s is there, as .ci/run installs it', (name) => {
    expect(isAbsent(name)).toBe(false);
  });
}

/** Runs a program the first time that it is asked for. */
function summaryOf(program: Program): Promise<Summary> {
  const running = summaries.get(program) ?? runProgram(program, app);
  summaries.set(program, running);
  return running;
}

function entryCreated(program: Program, id: number) {
  return {
    DeliveryServerID: String(id),
    Name: serverName(program),
    ConnectionParams: {
      smtp_host: 'smtp.example.com',
      smtp_port: 587,
      smtp_secure: 'tls',
      smtp_timeout: 30,
      smtp_auth: true,
      smtp_username: 'mailer',
      smtp_password: smtpPassword,
    },
    Domains: {
      link_tracking: 'track.example.com',
      open_tracking: 'open.example.com',
      mfrom_domain: 'bounce.example.com',
      enforced_from: 'noreply@example.com',
      senderinfo_as_mfrom: true,
      senderinfo_as_from: false,
    },
    VerificationResults: {
      email_delivery: true,
      spf: true,
      dkim: true,
      dmarc: false,
      sender_domain: true,
      link_domain: true,
      open_domain: false,
    },
    VerificationLastCheckedAt: '2025-12-28 10:30:00',
    UserGroupAssignments: [],
    IsAllocated: false,
  };
}

function entryUpdated(program: Program, id: number) {
  const before = entryCreated(program, id);
  return {
    ...before,
    ConnectionParams: {
      smtp_host: 'smtp2.example.com',
      smtp_port: 465,
      smtp_secure: 'ssl',
      smtp_timeout: 10,
      smtp_auth: false,
      smtp_username: '',
      smtp_password: smtpPassword,
    },
    Domains: {
      ...before.Domains,
      enforced_from: '',
      senderinfo_as_mfrom: false,
      sender_rotation: true,
      sender_rotation_settings: '',
    },
  };
}

/** In XML everything is text, and an empty list is none. */
function inFormat({ format }: Program, value: unknown): unknown {
  if (format === 'json') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '';
  return Object.fromEntries(entries.map(([name, item]) => [name, inFormat({ format } as Program, item)]));
}
