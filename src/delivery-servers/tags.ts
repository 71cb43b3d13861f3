import type { Sight } from '../caller/sight.js';
import { normalTag, tagFault } from '../formats/tag.js';
import { type Problem, Reason } from '../problems/problem.js';

const maxTags = 20;
/** Of one list as it is sent, the same ones again included: each can be told of as wrong. */
const maxSent = 100;

/** Tags as they are kept: each one once, in alphabetical order. */
export function normalTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map(normalTag))].sort();
}

/**
 * The settings of a new server as somebody has it made: whoever is limited to a tag would not see it without, and programs
 * of the legacy API cannot give tags.
 */
export function withTagOf<Settings extends { tags?: readonly (string | null)[] | null }>(
  settings: Settings,
  { tag }: Sight,
): Settings {
  const tags = settings.tags ?? [];
  return tag === null || isAmong(tags, tag) ? settings : { ...settings, tags: [...tags, tag] };
}

/**
 * The problem of a change of tags by which whoever makes it would lose sight of the server.
 * @param tags what is left of them; undefined when the change is of something else
 */
export function lostTagProblems(
  tags: readonly (string | null)[] | null | undefined,
  { tag }: Sight,
): Problem[] {
  if (tags === undefined || tag === null || isAmong(tags ?? [], tag)) return [];
  const message =
    'Your credential is limited to a tag, and cannot take this tag away: name it among the tags. viewer.tag tells it.';
  return [{ path: ['tags'], reason: Reason.NOT_PERMITTED, message, lacks: { limits: ['tag'] } }];
}

function isAmong(tags: readonly (string | null)[], tag: string): boolean {
  return tags.some((other) => other !== null && normalTag(other) === tag);
}

/** @param tags with null for what is no text: there is nothing to judge */
export function tagProblems(tags: readonly (string | null)[]): Problem[] {
  const tooLong = (message: string) => [{ path: ['tags'], reason: Reason.TOO_LONG, message }];
  if (tags.length > maxSent) return tooLong(`At most ${maxSent} tags can be sent, repeated ones included.`);
  if (normalTags(tags.filter((tag) => tag !== null)).length > maxTags)
    return tooLong(`A server can have at most ${maxTags} tags.`);
  return tags.flatMap((tag, index) => {
    const fault = tag === null ? null : tagFault(tag);
    return fault ? [{ path: ['tags', `${index}`], ...fault }] : [];
  });
}
