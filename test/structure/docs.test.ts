import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..');
const schema = buildSchema(readFileSync(resolve(root, 'schema.graphql'), 'utf8'));

const pages = ['README.md', ...readdirSync(resolve(root, 'docs')).map((name) => `docs/${name}`)];
const textOf = (page: string) => readFileSync(resolve(root, page), 'utf8');
const examples = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text = ''], index) => ({
    place: `${page}, number ${index + 1}`,
    text,
  })),
);

describe('the documentation', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples)('has a GraphQL example that fits the schema: $place', ({ text }) => {
    expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(pages)('has links that lead somewhere: %s', (page) => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    for (const link of links) {
      expect(() => statSync(resolve(root, page, '..', link)), link).not.toThrow();
    }
  });
});
