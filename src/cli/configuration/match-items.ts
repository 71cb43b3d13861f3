import type { Circumstances } from './plan.js';

interface Kind {
  /** As the file calls the list. */
  list: 'servers' | 'groups';
  noun: 'server' | 'group';
}

/**
 * Finds for each item of the file what it is about: by its id, or else by its name, if one has exactly that and no other item
 * claims it. Null when it is to be made.
 */
export function matchItems<Item extends { id: string; name: string }>(
  { list, noun }: Kind,
  given: readonly { id?: string; name?: string }[],
  present: readonly Item[],
  { areIdsIgnored, refuse }: Pick<Circumstances, 'areIdsIgnored' | 'refuse'>,
): (Item | null)[] {
  const byId = new Map(present.map((item) => [item.id, item]));
  const claimed = new Map<string, number>();
  const idOf = ({ id }: { id?: string }) => (areIdsIgnored ? undefined : id);
  given.forEach((item, index) => {
    const id = idOf(item);
    if (id === undefined) return;
    const path = `${list}.${index}.id`;
    const before = claimed.get(id);
    if (before !== undefined) refuse(path, `${list}[${before}] has this id, too.`);
    else if (!byId.has(id))
      refuse(
        path,
        `The gateway has no ${noun} with this id. Take the id away to have it made, or give --ignore-ids if the file is of another gateway.`,
      );
    claimed.set(id, index);
  });
  return given.map((item, index) => {
    const id = idOf(item);
    if (id !== undefined) return byId.get(id) ?? null;
    const { name } = item;
    if (name === undefined) {
      refuse(`${list}.${index}`, 'This needs a name.');
      return null;
    }
    const path = `${list}.${index}.name`;
    const other = given.findIndex((one, place) => place !== index && one.name === name);
    if (other >= 0) {
      refuse(path, `${list}[${other}] has this name, too. Without an id the name must be the only one.`);
      return null;
    }
    const found = present.filter((one) => one.name === name && !claimed.has(one.id));
    if (found.length > 1) {
      const ids = found.slice(0, 5).map((one) => one.id);
      refuse(
        path,
        `${found.length} ${noun}s have this name: ${ids.join(', ')}. Say by its id which is meant.`,
      );
    }
    return found[0] ?? null;
  });
}
