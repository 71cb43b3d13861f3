import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { anchorsOf, pages, root, textOf, withoutFences } from './documents.js';

const schema = buildSchema(readFileSync(resolve(root, 'schema.graphql'), 'utf8'));

const examples = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text = ''], index) => ({
    place: `${page}, number ${index + 1}`,
    text,
  })),
);

const topLevel = readdirSync(root);
/** Made by a build, a start or an installation, so they need not be there. */
const made = /^(dist|\.data|\.cache|node_modules)\b/;
const fileEnding = /\.(ts|tsx|mjs|json|md|graphql)$/;

/** Files that a page on clients shows and gives a name. */
const filesOfClients = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```\w+ (\S+)$/gm)].map(([, name = '']) => name),
);

/** What is in backticks and names a file or a folder of the project: by its first folder, or by its ending. */
function pathsIn(page: string): string[] {
  const spans = [...withoutFences(textOf(page)).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return spans.filter((span) => {
    const [first = '', ...rest] = span.split('/');
    if (!/^[\w./@-]+$/.test(span) || made.test(span)) return false;
    return fileEnding.test(span) || (rest.length > 0 && topLevel.includes(first));
  });
}

describe('the documentation', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples)('has a GraphQL example that fits the schema: $place', ({ text }) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(pages)('has links that lead somewhere: %s', (page) => {
    const links = [...withoutFences(textOf(page)).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const dead = links.filter(([, path = '', anchor]) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(resolve(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it('names files and folders', () => {
    expect(pathsIn('docs/contributing.md').length).toBeGreaterThan(50);
  });

  it.each(pages)('names no file and no folder that is not there: %s', (page) => {
    const absent = pathsIn(page).filter((path) => !existsSync(resolve(root, path)));
    expect(absent.filter((path) => !filesOfClients.includes(path))).toEqual([]);
  });

  it('begins with a page that is read in a few minutes: the README has at most 8 KB', () => {
    expect(Buffer.byteLength(textOf('README.md'))).toBeLessThanOrEqual(8_192);
  });

  it('is found from the README: every page is linked there', () => {
    const links = [...textOf('README.md').matchAll(/\]\((docs\/[^)#]+)/g)].map(([, link]) => link);
    expect(pages.filter((page) => page !== 'README.md' && !links.includes(page))).toEqual([]);
  });
});
