import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { earlierSchema } from './earlier-schema.js';
import { schemaProblems } from './schema-change.js';

const today = '2026-06-15';
const deprecated = (day: string) => `@deprecated(reason: "Use port. Removal on ${day} UTC.")`;
const problems = (before: string, after: string) => schemaProblems(before, after, today);

const server = 'type Query { server: Server }';

describe('a change of the schema', () => {
  it('passes when it adds', async () => {
    const before = `${server} type Server { port: Int } enum Kind { A }`;
    const after = `${server} type Server { "New." host(form: Kind): String port: Int } enum Kind { A B }`;
    expect(await problems(before, after)).toEqual([]);
  });

  it('fails for each thing that breaks clients', async () => {
    const before = `type Query { server(id: ID): Server } type Server { port: Int! host: String }`;
    const after = `type Query { server(id: ID!): Server } type Server { port: Int }`;
    expect((await problems(before, after)).sort()).toEqual([
      "Field 'Server.port' changed type from 'Int!' to 'Int'.",
      "Field 'host' was removed from object type 'Server'.",
      "Type for argument 'id' on field 'Query.server' changed from 'ID' to 'ID!'.",
    ]);
  });

  it.each(['2026-06-15', '2020-01-01'])('passes when it removes a field on or after %s', async (day) => {
    const before = `${server} type Server { port: Int tcpPort: Int ${deprecated(day)} }`;
    expect(await problems(before, `${server} type Server { port: Int }`)).toEqual([]);
  });

  it('fails when it removes a field the day before', async () => {
    const before = `${server} type Server { port: Int tcpPort: Int ${deprecated('2026-06-16')} }`;
    expect(await problems(before, `${server} type Server { port: Int }`)).toEqual([
      "Field 'tcpPort' (deprecated) was removed from object type 'Server'.",
    ]);
  });

  it('passes when it removes an argument, an input field or an enum value in time', async () => {
    const due = deprecated('2026-01-01');
    const before = `type Query { server(id: ID, old: Kind ${due}, by: By): Int } input By { a: Int b: Int ${due} }
      enum Kind { A B ${due} }`;
    const after = 'type Query { server(id: ID, by: By): Int kind: Kind } input By { a: Int } enum Kind { A }';
    expect(await problems(before, after)).toEqual([]);
  });

  it('passes when it deprecates, takes that back, or changes a description', async () => {
    const plain = `${server} type Server { port: Int } scalar Day @specifiedBy(url: "https://a.example")`;
    const after = `${server} type Server { "TCP." port: Int ${deprecated('2026-12-31')} } scalar Day`;
    expect(await problems(plain, after)).toEqual([]);
    expect(await problems(after, plain)).toEqual([]);
  });

  it('fails when it changes the type of what may only be removed', async () => {
    const before = `${server} type Server { port: Int tcpPort: Int ${deprecated('2026-01-01')} }`;
    expect(await problems(before, `${server} type Server { port: Int tcpPort: String }`)).toHaveLength(1);
  });

  it('passes when types go with the last field that needed them', async () => {
    const types = 'type Old { deep: Deep } type Deep { a: Int }';
    const before = `type Query { now: Int old: Old ${deprecated('2026-01-01')} } ${types}`;
    expect(await problems(before, 'type Query { now: Int }')).toEqual([]);
    const needed = `type Query { now: Deep old: Old ${deprecated('2026-01-01')} } ${types}`;
    expect(await problems(needed, 'type Query { now: Int }')).toContain("Type 'Deep' was removed.");
  });
});

describe('the reason of a deprecation', () => {
  const reasonProblems = (directive: string) =>
    schemaProblems(null, `${server} type Server { port: Int tcpPort: Int ${directive} }`, today);

  it('has the form that tells what to use and when it goes', async () => {
    expect(await reasonProblems(deprecated('2026-12-31'))).toEqual([]);
  });

  it.each([
    '@deprecated',
    '@deprecated(reason: "")',
    '@deprecated(reason: "Use port.")',
    '@deprecated(reason: "Use port. Removal on 2026-12-31.")',
    '@deprecated(reason: "Removal on 2026-12-31 UTC.")',
    deprecated('2026-02-30'),
    deprecated('2026-13-01'),
    deprecated('soon'),
  ])('is refused as %s', async (directive) => {
    expect(await reasonProblems(directive)).toEqual([
      'Server.tcpPort: the reason of @deprecated must be "Use X. Removal on YYYY-MM-DD UTC."',
    ]);
  });

  it('is looked at on arguments, input fields and enum values too', async () => {
    const schema = `type Query { a(b: In, c: Int @deprecated): E } input In { d: Int @deprecated } enum E { F @deprecated }`;
    const paths = (await schemaProblems(null, schema, today)).map((problem) => problem.split(':')[0]);
    expect(paths.sort()).toEqual(['E.F', 'In.d', 'Query.a.c']);
  });
});

const hasGit = spawnSync('git', ['--version']).status === 0;

describe.skipIf(!hasGit)('the schema to compare with', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gateway-git-'));
    git('init', '--quiet', '--initial-branch=main');
    await commit('one');
    await commit('two');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  function git(...args: string[]) {
    const author = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    execFileSync('git', [...author, ...args], { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  async function commit(schema: string) {
    await writeFile(join(directory, 'schema.graphql'), schema);
    git('add', '.');
    git('commit', '--quiet', '-m', schema);
  }

  it('is the one where the branch left the main branch', async () => {
    git('switch', '--quiet', '-c', 'branch');
    await commit('three');
    await commit('four');
    git('switch', '--quiet', 'main');
    await commit('another');
    git('switch', '--quiet', 'branch');
    expect(earlierSchema(directory)).toBe('two');
  });

  it('is the one before the last commit on the main branch', () => {
    expect(earlierSchema(directory)).toBe('one');
  });

  it('is that of the remote main branch when there is one', async () => {
    git('update-ref', 'refs/remotes/origin/main', 'HEAD^');
    await commit('three');
    expect(earlierSchema(directory)).toBe('one');
  });

  it('is none without a commit before, without a main branch, and without git', async () => {
    git('checkout', '--quiet', '--orphan', 'fresh');
    git('commit', '--quiet', '-m', 'alone');
    expect(earlierSchema(directory)).toBeNull();
    git('branch', '-D', 'main');
    expect(earlierSchema(directory)).toBeNull();
    await rm(join(directory, '.git'), { recursive: true });
    expect(earlierSchema(directory)).toBeNull();
  });
});
