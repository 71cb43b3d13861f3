import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const source = resolve(import.meta.dirname, '..', '..', 'src');

interface Import {
  /** Path of the file below `src`. */
  from: string;
  room: string;
  /** A package, or a path below `src`. */
  to: string;
  /** Room of ours that it leads into, or null for a package. */
  into: string | null;
  isTypeOnly: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
  // The page runs in the browser and is built apart.
  .filter((file) => !file.startsWith(join('http', 'playground', 'page')));
const imports = files.flatMap(importsOf);

type Refusal = (found: Import) => boolean;

const intoRoom =
  (...rooms: string[]): Refusal =>
  ({ into }) =>
    into !== null && rooms.includes(into);
const intoPackage =
  (...names: string[]): Refusal =>
  ({ into, to }) =>
    into === null && names.some((name) => to === name || to.startsWith(`${name}/`));
/** The gateway, the thread in which it judges DNS, its command line, and the import of an old installation; each has a `main.ts` of its own. */
const programs = ['cli/main.ts', 'import/main.ts', 'main.ts', 'verification/thread/main.ts'];
/** What runs before a program does, what builds it, and what lists its packages. */
const beforePrograms = ['build.mjs', 'start/production.ts', 'vite.config.ts', 'write-sbom.mjs'];

/** The rooms from top to bottom: each imports only rooms that stand after it, so there is no circle. */
const rooms = [
  ...[
    'main.ts',
    'import',
    'cli',
    'backup',
    'start',
    'app',
    'database',
    'logging',
    'subscriptions',
    'http',
    'config',
  ],
  ...['demo', 'probe', 'webhook', 'audit-trail'],
  ...['verification-runs', 'configuration', 'delivery-servers', 'user-groups', 'legacy-usage', 'access'],
  ...['graphql'],
  ...['events', 'idempotency', 'audit', 'rate-limit', 'sight', 'lists', 'batching', 'sql', 'scheduling'],
  ...['metrics', 'tracing', 'secrets', 'formats', 'caller', 'problems'],
  // Handed all that they need.
  'verification',
  'legacy',
  'json',
  'installation',
];

/** The folders of a room, in the same order; the room's own files are its model, and stand last. */
const foldersOfNoun = ['graphql', 'service', 'storage', ''];
const folders: Record<string, readonly string[]> = {
  access: foldersOfNoun,
  'audit-trail': foldersOfNoun,
  backup: ['service', 'storage', 'file', ''],
  configuration: foldersOfNoun,
  'delivery-servers': foldersOfNoun,
  'legacy-usage': foldersOfNoun,
  'user-groups': foldersOfNoun,
  'verification-runs': foldersOfNoun,
  probe: ['', 'storage'],
  webhook: foldersOfNoun,
  verification: ['thread', 'checks', '', 'smtp', 'dmarc', 'dkim', 'spf', 'network', 'dns'],
  cli: ['', 'commands', 'configuration', 'input', 'gateway', 'terminal'],
  graphql: ['subscriptions', 'execution', 'nodes', 'admission', 'pages', 'inputs', 'schema', 'errors', ''],
  database: ['', 'embedded', 'migrations'],
  http: ['playground', ''],
  legacy: ['commands', ''],
};

const commandFile = (name: string) => join('cli', 'commands', `${name}.ts`);

/** What a room must not import besides. */
const rules: [room: string, rule: string, isRefused: Refusal][] = [
  [
    'legacy',
    'nothing of ours but JSON: it is handed what it needs',
    ({ into }) => into !== null && into !== 'legacy' && into !== 'json',
  ],
  [
    'cli',
    'nothing but Node, commander, yaml and the place of the program, as it is a client like any other, but for the commands that work where a gateway runs: on its settings, and on its data',
    ({ from, into, to }) =>
      into === null
        ? !to.startsWith('node:') && to !== 'commander' && to !== 'yaml'
        : into !== 'cli' &&
          into !== 'installation' &&
          !(into === 'config' && [commandFile('config'), commandFile('backup')].includes(from)) &&
          !(into === 'backup' && from === commandFile('backup')),
  ],
  [
    'http',
    'no interface and no noun',
    intoRoom('graphql', 'access', 'configuration', 'delivery-servers', 'user-groups'),
  ],
  [
    'graphql',
    'no noun',
    intoRoom(
      ...['access', 'audit-trail', 'configuration', 'delivery-servers', 'user-groups', 'legacy-usage'],
      ...['verification-runs', 'webhook'],
    ),
  ],
];

/** Packages, and the folders that may import them. */
const packages: [names: string[], folders: RegExp][] = [
  [
    ['typeorm'],
    /^(audit|database|sql|batching|events|idempotency|import|legacy-usage|rate-limit|[\w-]+\/(storage|service))$/,
  ],
  [['mysql2'], /^(database|sql|[\w-]+\/(storage|service))$/],
  [['dns-packet'], /^verification\/dns$/],
  [['yaml'], /^cli\/configuration$/],
  [['nodemailer'], /^verification\/(smtp|checks\/arrival)$/],
  [['express'], /^(http|legacy|subscriptions)$/],
  [['prom-client'], /^metrics$/],
  [['@opentelemetry'], /^tracing$/],
  [['graphql', 'type-graphql', '@apollo/server'], /^(app|graphql|http|subscriptions|[\w-]+\/graphql)$/],
];

describe('the imports of src', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports).toContainEqual({
      from: 'app/app.ts',
      room: 'app',
      to: 'database/data-source.js',
      into: 'database',
      isTypeOnly: false,
    });
    expect(imports).toContainEqual(expect.objectContaining({ to: 'node:crypto', into: null }));
  });

  it('lead down from room to room', () => {
    const upward = imports.filter(({ room, into }) => {
      if (into === null || into === room) return false;
      return rooms.indexOf(into) < rooms.indexOf(room);
    });
    expect(upward.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
    const known = [...rooms, 'build.mjs', 'start.mjs', 'vite.config.ts', 'write-sbom.mjs'];
    expect(imports.filter(({ room }) => !known.includes(room)).map(({ from }) => from)).toEqual([]);
  });

  it.each(Object.entries(folders))('lead down from folder to folder in %s', (room, order) => {
    const placeOf = (path: string) => {
      const [, folder = '', ...rest] = path.split('/');
      return order.indexOf(rest.length > 0 ? folder : '');
    };
    const inside = imports.filter((found) => found.room === room && found.into === room);
    expect(inside.length).toBeGreaterThan(0);
    const upward = inside.filter(({ from, to }) => placeOf(to) < placeOf(from) || placeOf(from) < 0);
    expect(upward.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it.each(rules.map(([room, rule, isRefused]) => [room, rule, isRefused] as const))(
    'of %s: %s',
    (room, _, isRefused) => {
      const ofRoom = imports.filter((found) => found.room === room);
      expect(ofRoom.length).toBeGreaterThan(0);
      expect(ofRoom.filter(isRefused).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
    },
  );

  it.each(packages)('of %j are made where they belong', (names, folders) => {
    const found = imports.filter((one) => intoPackage(...names)(one) && !one.isTypeOnly);
    expect(found.length).toBeGreaterThan(0);
    const folderOf = ({ from }: Import) => dirname(from).replace(/^(graphql|http|database)\/.*/, '$1');
    expect(found.filter((one) => !folders.test(folderOf(one))).map(({ from }) => from)).toEqual([]);
  });

  it('of the embedded database are made in one place, but for its kind of error', () => {
    const users = imports
      .filter(({ to }) => to.startsWith('database/embedded/') && !to.endsWith('-error.js'))
      .map(({ from }) => from)
      .filter((from) => !from.startsWith(join('database', 'embedded')));
    expect(new Set(users)).toEqual(new Set(['database/start-database.ts']));
  });

  it('of what compiles operations are made by one entrance, and of graphql-jit behind it', () => {
    const room = 'graphql/execution/compilation/';
    const inside = imports.filter(({ from }) => from.replaceAll('\\', '/').startsWith(room));
    const outside = imports.filter((found) => !inside.includes(found));
    const entered = outside.map(({ to }) => to).filter((to) => to.startsWith(room));
    expect(new Set(entered)).toEqual(new Set([`${room}compile-operation.js`]));
    expect(inside.some(intoPackage('graphql-jit'))).toBe(true);
    expect(outside.filter(intoPackage('graphql-jit')).map(({ from }) => from)).toEqual([]);
  });
});

describe('the process', () => {
  const filesWith = (pattern: RegExp) =>
    files.filter((file) => pattern.test(codeOf(file))).map((file) => file.replaceAll('\\', '/'));

  it('is ended by the programs and the build alone', () => {
    const enders = filesWith(/process\s*\.\s*(exit|abort)\s*\(|process\s*\.\s*exitCode\s*=/);
    expect(enders).toContain('main.ts');
    expect(enders.filter((file) => ![...beforePrograms, ...programs].includes(file))).toEqual([]);
  });

  it('has its environment read by the programs and the build alone, but for the PATH of child processes', () => {
    const readers = filesWith(/process\s*\.\s*env|process\s*\[/);
    expect(readers).toContain('main.ts');
    const others = readers.filter((file) => ![...beforePrograms, ...programs].includes(file));
    expect(others.filter((file) => !file.startsWith('database/embedded/'))).toEqual([]);
  });

  it('writes to its console nowhere but through the log, the welcome and the report of the embedded database', () => {
    expect(
      filesWith(/console\s*\.\s*(log|error|warn|info|debug)/).filter((file) => file !== 'build.mjs'),
    ).toEqual([]);
  });
});

function importsOf(file: string): Import[] {
  const tree = ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.ES2022);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier) note(node.moduleSpecifier, isTypeOnly(node));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      if (node.arguments[0]) note(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      note(node.argument.literal, true);
    }
    ts.forEachChild(node, visit);
  };
  const note = (specifier: ts.Node, typeOnly: boolean): void => {
    const text = ts.isStringLiteral(specifier) ? specifier.text : '(computed)';
    const target = text.startsWith('.') ? relative(source, resolve(source, dirname(file), text)) : null;
    found.push({
      from: file,
      room: roomOf(file),
      to: (target ?? text).replaceAll('\\', '/'),
      into: target === null ? null : roomOf(target),
      isTypeOnly: typeOnly,
    });
  };
  visit(tree);
  return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const { name, namedBindings } = clause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

/** The folder directly below `src`, or the file itself. */
function roomOf(path: string): string {
  return path.split(/[\\/]/)[0] ?? path;
}

/** The text of a file without its comments. */
function codeOf(file: string): string {
  const text = readFileSync(join(source, file), 'utf8');
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
}
