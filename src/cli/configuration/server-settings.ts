/**
 * Every setting of a server by its path, in the order of the file, with what it is when the file leaves it out; null stands for
 * no value, which those that a server must have do not take. The password is none of them.
 */
export const settingDefaults: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['name', null],
  ['smtp.host', null],
  ['smtp.port', null],
  ['smtp.security', null],
  ['smtp.timeoutSeconds', 30],
  ['smtp.authRequired', null],
  ['smtp.username', null],
  ['domains.linkTracking', null],
  ['domains.openTracking', null],
  ['domains.mailFrom', null],
  ['domains.enforcedFrom', null],
  ['domains.useSenderInfoAsMailFrom', false],
  ['domains.useSenderInfoAsFrom', false],
  ['senderRotation.enabled', false],
  ['senderRotation.settings', null],
  ['expectations.sendingAddresses', []],
  ['expectations.dkim', []],
  ['expectations.spfInclude', null],
  ['expectations.senderTarget', null],
  ['expectations.linkTarget', null],
  ['expectations.openTarget', null],
  ['verifyEvery', null],
  ['tags', []],
]);

/** What an object has at a path; undefined for nothing. */
export function valueAt(object: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], object);
}

/** Whether two values are written alike; a field that is null is as good as none. */
export function isSame(one: unknown, other: unknown): boolean {
  return textOf(one) === textOf(other);
}

function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([, each]) => each !== null && each !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}

/** The settings of an object that are not what they are when left out. */
export function saidSettings(object: unknown): [path: string, value: unknown][] {
  return [...settingDefaults].flatMap(([path, byDefault]) => {
    const value = valueAt(object, path);
    return value === undefined || isSame(value, byDefault) ? [] : [[path, value]];
  });
}
