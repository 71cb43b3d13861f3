import { variableNames } from './environment-variables.js';
import type { Variables } from './setting-source.js';

/** Sentences on variables that are no settings and have nearly the name of one, or `_FILE` after it. */
export function misspeltNames(environment: Variables, dotEnv: Variables): string[] {
  const variables = { ...dotEnv, ...environment };
  const others = Object.keys(variables).filter((name) => variables[name] && !variableNames.includes(name));
  return others.flatMap((name) => {
    if (variableNames.includes(name.replace(/_FILE$/, '')))
      return `${name} is no setting: that variable is not taken from a file.`;
    // Two letters away from a name as short as HOST is HOME.
    const meant = variableNames.find((setting) => isWithin(name, setting, setting.length < 6 ? 1 : 2));
    return meant === undefined ? [] : `${name} is no setting: is ${meant} meant?`;
  });
}

/** Whether so many letters that are missing, too many, wrong or in each other's place make one text the other. */
function isWithin(one: string, other: string, edits: number): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  const [a, b] = [one.slice(same), other.slice(same)];
  if (a === b) return true;
  if (edits === 0) return false;
  const isSwapped = a.length > 1 && a[0] === b[1] && a[1] === b[0];
  return (
    isWithin(a.slice(1), b, edits - 1) ||
    isWithin(a, b.slice(1), edits - 1) ||
    isWithin(a.slice(1), b.slice(1), edits - 1) ||
    (isSwapped && isWithin(a.slice(2), b.slice(2), edits - 1))
  );
}
