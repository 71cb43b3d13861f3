/**
 * The parameters of a request: objects without a prototype, names in lower case at every depth. A name such as
 * `__proto__` is data like any other.
 */
export type ParameterTree = { [name: string]: unknown };

/** Deeper nesting than this is refused. */
export const deepest = 20;

/** Parameters that cannot be taken as they are: nested too deeply, or with half a character in them. */
export class UnusableParametersError extends Error {}

export function emptyTree(): ParameterTree {
  return Object.create(null) as ParameterTree;
}

/** Folds the names of a JSON value. Of names that differ only in letter case the last one wins. */
export function foldNames(value: unknown, depth = 0): unknown {
  // Half a surrogate pair has no bytes, so it could not be stored as sent. PHP refuses it as well.
  if (typeof value === 'string' && !value.isWellFormed()) throw new UnusableParametersError();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) throw new UnusableParametersError();
  if (Array.isArray(value)) return value.map((item) => foldNames(item, depth + 1));
  const tree = emptyTree();
  for (const [name, item] of Object.entries(value)) tree[name.toLowerCase()] = foldNames(item, depth + 1);
  return tree;
}

/**
 * Puts a form field into the tree. PHP's `a[b]=1` and the documentation's `a.b=1` both lead into an object, `a[]=1`
 * adds to a list. The same name again replaces what was there.
 */
export function placeField(tree: ParameterTree, name: string, value: string): void {
  const path = pathOf(name.toLowerCase());
  if (path.length > deepest) throw new UnusableParametersError();
  let holder = tree;
  path.forEach((step, index) => {
    const key = step === '' ? nextIndex(holder) : step;
    noteIndex(holder, key);
    if (index === path.length - 1) {
      holder[key] = value;
    } else {
      if (!isTree(holder[key])) holder[key] = emptyTree();
      holder = holder[key] as ParameterTree;
    }
  });
}

/** The value at a path of names, each in any of several spellings. JSON text is opened where the path leads into it. */
export function valueAt(tree: ParameterTree, path: readonly (readonly string[])[]): unknown {
  let value: unknown = tree;
  for (const spellings of path) {
    const holder = typeof value === 'string' ? openJson(value) : value;
    if (!isTree(holder)) return undefined;
    const spelling = spellings.findLast((candidate) => candidate.toLowerCase() in holder);
    value = spelling === undefined ? undefined : holder[spelling.toLowerCase()];
  }
  return value;
}

function openJson(text: string): unknown {
  try {
    return foldNames(JSON.parse(text));
  } catch {
    // Text that is no JSON leads nowhere.
    return undefined;
  }
}

/** `a[b][c]` and `a.b.c` as `['a', 'b', 'c']`; brackets that do not close are part of the name. */
function pathOf(name: string): string[] {
  const brackets = /^([^[]+)((?:\[[^\]]*\])+)$/.exec(name);
  if (!brackets) return name.includes('.') && !name.startsWith('.') ? name.split('.') : [name];
  const [, first = '', rest = ''] = brackets;
  return [first, ...rest.slice(1, -1).split('][')];
}

// As in PHP, a list is an object whose keys are counted up from the largest. Kept beside the objects: to look at all
// keys for each new one would make a body of many small fields cost minutes.
const nextIndexes = new WeakMap<ParameterTree, number>();

function nextIndex(holder: ParameterTree): string {
  return String(nextIndexes.get(holder) ?? 0);
}

function noteIndex(holder: ParameterTree, key: string): void {
  if (!/^\d{1,9}$/.test(key)) return;
  nextIndexes.set(holder, Math.max(nextIndexes.get(holder) ?? 0, Number(key) + 1));
}

function isTree(value: unknown): value is ParameterTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
