/** Remembers what is computed from an object as long as the object itself is kept, as most parsed documents are. */
export function cachedBy<Key extends object, Rest extends unknown[], Value extends object>(
  compute: (key: Key, ...rest: Rest) => Value,
): (key: Key, ...rest: Rest) => Value {
  const cache = new WeakMap<Key, Value>();
  return (key, ...rest) => {
    const cached = cache.get(key);
    if (cached) return cached;
    const value = compute(key, ...rest);
    cache.set(key, value);
    return value;
  };
}
