import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicSchema as shown, wholeSchema as whole } from '../../src/app/schema.js';
import { Scope } from '../../src/caller/scope.js';
import { commands, commandsThatMeasure } from '../../src/legacy/commands/index.js';
import { mutate } from '../support/operations.js';
import { aboutNoServer, operations } from './operations.js';
import { answersTo, createWorld, type Kind, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.stop());

const rootFieldsOf = (schema: typeof whole) =>
  [schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.values(type?.getFields() ?? {}));

const unlimitedScopes: unknown[] = [Scope.ADMIN, Scope.AUDIT];
const isForUnlimited = ({ extensions }: { extensions: { scopes?: unknown } }) =>
  ((extensions.scopes ?? []) as unknown[]).some((scope) => unlimitedScopes.includes(scope));

/** What the field answers for a server of a kind that is made for it. */
async function answers(field: string, kind: Kind, key: string): Promise<string[]> {
  const subject = await world.make(kind);
  return answersTo(world.app, key, operations[field]?.(subject) ?? [], subject);
}

describe('a key that is limited to a tag', () => {
  it.each(Object.keys(operations))(
    'is answered by %s as if a server out of sight did not exist',
    async (field) => {
      const { limited, app } = world;
      const never = await answers(field, 'never', limited);
      expect(await answers(field, 'unseen', limited)).toEqual(never);
      // So would one without a limit be, if these requests could not tell.
      const unlimited = await answers(field, 'unseen', app.adminKey);
      const alike = unlimited.flatMap((answer, index) => (answer === never[index] ? [index] : []));
      expect(alike.length).toBeLessThan(never.length);
      const seen = await answers(field, 'seen', limited);
      expect(seen).not.toEqual(never);
    },
  );

  it('has a case here for every root field that its scopes reach', () => {
    const cases = [...Object.keys(operations), ...Object.keys(aboutNoServer)];
    const fields = rootFieldsOf(shown).filter((field) => !isForUnlimited(field));
    expect(fields.map(({ name }) => name).filter((name) => !cases.includes(name))).toEqual([]);
  });

  it('reaches fields that are not public by commands alone, each of which has a case in legacy.test.ts', () => {
    const texts = [...commands, ...commandsThatMeasure].map(({ operation }) => operation).join('\n');
    const names = rootFieldsOf(shown).map(({ name }) => name);
    const internal = rootFieldsOf(whole).filter(({ name }) => !names.includes(name));
    expect(internal.length).toBeGreaterThan(0);
    expect(internal.filter(({ name }) => !texts.includes(`${name}(`)).map(({ name }) => name)).toEqual([]);
  });

  it('reaches no field that needs ADMIN or AUDIT, whatever its row says', async () => {
    const { app, limited } = world;
    const [before] = await app.sql("SELECT scopes FROM api_keys WHERE tag = 'seen'");
    await app.sql("UPDATE api_keys SET scopes = CONCAT(scopes, ',ADMIN,AUDIT') WHERE tag = 'seen'");
    try {
      const { sessionToken } = await mutate(app, 'signIn', { apiKey: limited }, 'sessionToken');
      app.transcript.guard('session', sessionToken);
      const { data } = await app.graphql('{ viewer { scopes } }', {}, sessionToken);
      expect(data.viewer.scopes).toEqual(['READ', 'WRITE', 'VERIFY', 'SECRETS']);
      expect((await app.graphql('{ apiKeys { totalCount } }', {}, sessionToken)).status).toBe(403);
    } finally {
      await app.sql("UPDATE api_keys SET scopes = ? WHERE tag = 'seen'", [before.scopes]);
    }
  });

  it('gives its limit to sessions that are begun with it', async () => {
    const { app, limited, make } = world;
    const { sessionToken } = await mutate(app, 'signIn', { apiKey: limited }, 'sessionToken');
    app.transcript.guard('session', sessionToken);
    const [seen, unseen] = [await make('seen'), await make('unseen')];
    const found = async (key: string) => {
      const query = `{ nodes(ids: ["${seen.id}", "${unseen.id}"]) { id } }`;
      return (await app.graphql(query, {}, key)).data.nodes.map((node: { id: string } | null) => node?.id);
    };
    expect(await found(sessionToken)).toEqual([seen.id, undefined]);
    expect(await found(app.adminKey)).toEqual([seen.id, unseen.id]);
  });

  it('counts and pages through the servers in sight alone', async () => {
    const { app, limited, make } = world;
    for (const kind of ['seen', 'unseen', 'seen', 'unseen'] as const) await make(kind);
    const query = `query ($after: String) {
      deliveryServers(first: 1, after: $after) { totalCount nodes { id tags } pageInfo { hasNextPage endCursor } }
    }`;
    // biome-ignore lint/suspicious/noExplicitAny: pages as a server answers them
    const pages: any[] = [];
    do {
      const after = pages.at(-1)?.pageInfo.endCursor ?? null;
      pages.push((await app.graphql(query, { after }, limited)).data.deliveryServers);
    } while (pages.at(-1).pageInfo.hasNextPage);
    const nodes = pages.flatMap((page) => page.nodes);
    expect(nodes.filter(({ tags }) => !tags.includes('seen'))).toEqual([]);
    const [inTable] = await app.sql("SELECT COUNT(*) AS count FROM delivery_server_tags WHERE tag = 'seen'");
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(inTable.count);
    expect(pages.map(({ totalCount }) => totalCount)).toEqual(pages.map(() => inTable.count));
  });
});
