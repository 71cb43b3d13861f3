import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeSchema } from '../../src/app/schema.js';
import { overEventStream, overWebSocket, type Subscriber } from '../subscriptions/subscriber.js';
import { mutate } from '../support/operations.js';
import { rowOf } from '../verification-runs/runs.js';
import { createWorld, type Subject, setTags, type World } from './world.js';

let world: World;

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world?.stop());

/** What is told of a server, or of its group, and how to make it happen. */
interface Happening {
  fields: string;
  make(subject: Subject): Promise<unknown>;
  /** Of what an event is. */
  idIn(subject: Subject): string;
}

const renamed: Happening = {
  fields: 'kind about: deliveryServerId deliveryServer { id }',
  make: ({ id, name }) => mutate(world.app, 'deliveryServerUpdate', { id, name }),
  idIn: ({ id }) => id,
};

/** A run takes a step, and a check turns, as the gateway that makes the run writes it down. */
function note(subject: string, rowId: number, kind: string, topic: string | null = null) {
  return world.app.sql(
    'INSERT INTO outbox (subject, subject_id, kind, version, detail_id, topic) VALUES (?, ?, ?, 1, NULL, ?)',
    [subject, rowId, kind, topic],
  );
}

const subscriptions: Readonly<Record<string, Happening>> = {
  deliveryServerChanged: renamed,
  verificationChanged: {
    ...renamed,
    make: ({ id }) => note('DELIVERY_SERVER', rowOf(id), 'CHECK_CHANGED', 'SPF FAIL'),
  },
  verificationRunChanged: {
    fields: 'kind about: verificationRunId run { id deliveryServer { id } }',
    make: ({ runId }) => note('VERIFICATION_RUN', rowOf(runId), 'UPDATED'),
    idIn: ({ runId }) => runId,
  },
};

/** Told to everybody who reads, and why. */
const forEverybody: Readonly<Record<string, string>> = {
  userGroupChanged: 'groups are there for everybody; which servers their channels use is told as elsewhere',
};

const follow = (field: string, fields: string, key: string, variables: object = {}, over = overEventStream) =>
  over(world.app, {
    query: `subscription ($after: ID) { ${field}(after: $after) { eventId: id ${fields} } }`,
    variables: { ...variables },
    key,
  });

const kinds = ({ events }: Subscriber) => events.map(({ kind, about }) => `${kind} ${about}`);

describe('whoever follows with a key that is limited to a tag', () => {
  it('has a case here for every subscription', () => {
    const known = [...Object.keys(subscriptions), ...Object.keys(forEverybody)];
    const fields = Object.keys(wholeSchema.getSubscriptionType()?.getFields() ?? {});
    expect(fields.filter((name) => !known.includes(name))).toEqual([]);
  });

  it.each(Object.entries(subscriptions))(
    'hears by %s of servers in sight alone',
    async (field, happening) => {
      const { app, limited, make } = world;
      const [seen, unseen] = [await make('seen'), await make('unseen')];
      const { fields, idIn } = happening;
      const followers = [
        await follow(field, fields, limited),
        await follow(field, fields, limited, {}, overWebSocket),
        await follow(field, fields, app.adminKey),
      ] as const;
      for (const one of [unseen, seen, unseen, seen]) await happening.make(one);
      const [overStream, overSocket, unlimited] = followers;
      const all = (await unlimited.first(4)).map(({ about }) => about);
      expect(all).toEqual([unseen, seen, unseen, seen].map(idIn));
      for (const follower of [overStream, overSocket]) {
        expect((await follower.first(2)).map(({ about }) => about)).toEqual([idIn(seen), idIn(seen)]);
        expect(follower.errors).toEqual([]);
      }
      const again = await follow(field, fields, limited, { after: overStream.events[0].eventId });
      expect((await again.first(1)).map(({ about }) => about)).toEqual([idIn(seen)]);
      for (const follower of [...followers, again]) {
        expect(JSON.stringify(follower === unlimited ? [] : follower.events)).not.toContain(idIn(unseen));
        follower.stop();
      }
    },
  );

  it('hears that a server is gone, whether it was deleted or has lost the tag, and may come again', async () => {
    const { app, limited, make } = world;
    const [deleted, untagged, unseen, last] = [
      await make('seen'),
      await make('seen'),
      await make('unseen'),
      await make('seen'),
    ];
    const { fields } = renamed;
    const now = await follow('deliveryServerChanged', fields, limited);
    const first = await make('seen');
    const [{ eventId: after }] = await now.first(1);
    await setTags(app, untagged.id, ['others']);
    await renamed.make(untagged);
    await mutate(app, 'deliveryServersDelete', { targets: [{ id: unseen.id }, { id: deleted.id }] });
    await renamed.make(last);
    const told = [`DELETED ${untagged.id}`, `DELETED ${deleted.id}`, `UPDATED ${last.id}`];
    await now.first(4);
    expect(kinds(now)).toEqual([`CREATED ${first.id}`, ...told]);
    expect(now.events.map(({ deliveryServer }) => deliveryServer?.id ?? null)).toEqual([
      ...[first.id, null, null],
      last.id,
    ]);
    const again = await follow('deliveryServerChanged', fields, limited, { after });
    await again.first(3);
    expect(kinds(again)).toEqual(told);
    const unlimited = await follow('deliveryServerChanged', fields, app.adminKey, { after });
    await unlimited.first(5);
    expect(kinds(unlimited)).toEqual([
      ...[`UPDATED ${untagged.id}`, `UPDATED ${untagged.id}`],
      ...[`DELETED ${deleted.id}`, `DELETED ${unseen.id}`, `UPDATED ${last.id}`],
    ]);
    for (const follower of [now, again, unlimited]) follower.stop();
  });

  it('hears of a server from when it has the tag', async () => {
    const { app, limited, make } = world;
    const [found, last] = [await make('unseen'), await make('seen')];
    const follower = await follow('deliveryServerChanged', renamed.fields, limited);
    await renamed.make(found);
    // So that the event before is told, or left out, while the tag is missing.
    await renamed.make(last);
    await follower.first(1);
    await setTags(app, found.id, ['others', 'seen']);
    await follower.first(2);
    expect(kinds(follower)).toEqual([`UPDATED ${last.id}`, `UPDATED ${found.id}`]);
    expect(follower.events[1].deliveryServer).toEqual({ id: found.id });
    follower.stop();
  });
});
