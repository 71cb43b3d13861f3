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
const valuesFrom =
  (...rooms: string[]): Refusal =>
  (found) =>
    !found.isTypeOnly && intoRoom(...rooms)(found);

/** Two words of access are enums that the schema shows. */
const isVocabulary = ({ to }: Import) => to === 'access/scope.js' || to === 'access/viewer.js';

/** How a room that is handed a transaction speaks to the database. */
const isOfStatements = ({ to }: Import) => to === 'database/execute.js' || to === 'database/row-values.js';

/** The gateway, its command line, and the import of an old installation; each has a `main.ts` of its own. */
const programs = ['cli/main.ts', 'import/main.ts', 'main.ts'];
const domainRooms = [
  'delivery-servers',
  'user-groups',
  'legacy-usage',
  'events',
  'idempotency',
  'rate-limit',
];

/** What a room must not import, and why that is worth a rule. */
const rules: [room: string, rule: string, isRefused: Refusal][] = [
  ['legacy', 'nothing of ours: it is handed what it needs', ({ into }) => into !== null && into !== 'legacy'],
  [
    'legacy',
    'no database, no schema',
    intoPackage('typeorm', 'mysql2', 'graphql', 'type-graphql', '@apollo/server'),
  ],
  ['graphql', 'no database', intoRoom('database')],
  ['graphql', 'no other interface', intoRoom('legacy', 'http')],
  ['graphql', 'no ORM and no web framework', intoPackage('typeorm', 'mysql2', 'express')],
  ['graphql', 'types alone from secrets', valuesFrom('secrets')],
  [
    'graphql',
    'types alone from access, but for its vocabulary and its errors',
    (found) => valuesFrom('access')(found) && !isVocabulary(found) && found.to !== 'access/sign-in-limits.js',
  ],
  ['http', 'no interface that it serves', intoRoom('graphql', 'legacy')],
  ['http', 'no domain and no database', intoRoom('database', ...domainRooms)],
  ['http', 'no ORM', intoPackage('typeorm', 'mysql2')],
  ['http', 'types alone from secrets and access', valuesFrom('secrets', 'access')],
  ...domainRooms.flatMap((room): typeof rules => [
    [room, 'no interface', intoRoom('graphql', 'legacy', 'http')],
    [
      room,
      'types alone from database and secrets, but for statements in a transaction that it was handed, and their rows',
      (found) => valuesFrom('database', 'secrets')(found) && !isOfStatements(found),
    ],
    [
      room,
      'no web framework and no schema',
      intoPackage('express', 'graphql', 'type-graphql', '@apollo/server'),
    ],
  ]),
  ['delivery-servers', 'no access', intoRoom('access')],
  ['user-groups', 'no access', intoRoom('access')],
  ['access', 'no interface', intoRoom('graphql', 'legacy', 'http')],
  [
    'access',
    'types alone from database, but for statements in a transaction that it was handed',
    (found) => valuesFrom('database')(found) && !isOfStatements(found),
  ],
  [
    'lists',
    'types of database, and nothing of a room',
    (found) => valuesFrom('database')(found) || intoRoom('graphql', 'legacy', 'http', ...domainRooms)(found),
  ],
  ['lists', 'no ORM', intoPackage('typeorm', 'mysql2')],
  ['secrets', 'nothing of ours', ({ into }) => into !== null && into !== 'secrets'],
  [
    'cli',
    'nothing but Node: it is a client like any other',
    ({ into, to }) => (into === null ? !to.startsWith('node:') : into !== 'cli'),
  ],
  ['import', 'no interface', intoRoom('graphql', 'legacy', 'http')],
  ['database', 'no interface', intoRoom('graphql', 'legacy', 'http')],
  ['database', 'no web framework and no schema', intoPackage('express', 'graphql', 'type-graphql')],
];

describe('the imports of src', () => {
  it('are found', () => {
    expect(imports.length).toBeGreaterThan(200);
    expect(imports).toContainEqual({
      from: 'app.ts',
      room: 'app.ts',
      to: 'access/authenticator.js',
      into: 'access',
      isTypeOnly: false,
    });
    expect(imports).toContainEqual(expect.objectContaining({ to: 'node:crypto', into: null }));
  });

  it.each(rules.map(([room, rule, isRefused]) => [room, rule, isRefused] as const))(
    'of %s: %s',
    (room, _, isRefused) => {
      const ofRoom = imports.filter((found) => found.room === room);
      expect(ofRoom.length).toBeGreaterThan(0);
      expect(ofRoom.filter(isRefused).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
    },
  );

  it('of app.ts are made by main.ts alone, and of main.ts by nobody', () => {
    const upward = imports.filter(({ to }) => to === 'app.js' || to === 'main.js');
    expect(new Set(upward.map(({ from }) => from.replace('welcome.ts', 'main.ts')))).toEqual(
      new Set(['main.ts']),
    );
    expect(upward.filter(({ from, isTypeOnly }) => from === 'welcome.ts' && !isTypeOnly)).toEqual([]);
  });

  it('of typeorm stay in the rooms that store', () => {
    const rooms = imports.filter(intoPackage('typeorm')).map(({ room }) => room);
    expect(
      [...new Set(rooms)].filter((room) => !['access', 'database', 'import', ...domainRooms].includes(room)),
    ).toEqual([]);
  });

  it('of express stay at the edges', () => {
    const rooms = imports.filter(intoPackage('express')).map(({ room }) => room);
    expect([...new Set(rooms)].filter((room) => !['http', 'legacy'].includes(room))).toEqual([]);
  });

  it('of the embedded database are made by the programs, and by what explains why they did not start', () => {
    const users = imports.filter(
      ({ from, to }) => to.startsWith('database/embedded/') && !from.startsWith(join('database', 'embedded')),
    );
    expect(
      users
        .map(({ from }) => from)
        .filter((from) => !['main.ts', 'start-advice.ts'].includes(from) && !from.startsWith('import')),
    ).toEqual([]);
  });
});

describe('the process', () => {
  const filesWith = (pattern: RegExp) =>
    files.filter((file) => pattern.test(codeOf(file))).map((file) => file.replaceAll('\\', '/'));

  it('is ended by the programs and the build alone', () => {
    const enders = filesWith(/process\s*\.\s*(exit|abort)\s*\(|process\s*\.\s*exitCode\s*=/);
    expect(enders).toContain('main.ts');
    expect(enders.filter((file) => !['build.mjs', 'production.ts', ...programs].includes(file))).toEqual([]);
  });

  it('has its environment read by the programs and the build alone, but for the PATH of child processes', () => {
    const readers = filesWith(/process\s*\.\s*env|process\s*\[/);
    expect(readers).toContain('main.ts');
    const others = readers.filter((file) => !['build.mjs', 'production.ts', ...programs].includes(file));
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
