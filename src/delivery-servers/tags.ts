import { normalTag, tagFault } from '../formats/tag.js';
import { type Problem, Reason } from '../problems/problem.js';

const maxTags = 20;
/** Of one list as it is sent, the same ones again included: each can be told of as wrong. */
const maxSent = 100;

/** Tags as they are kept: each one once, in alphabetical order. */
export function normalTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map(normalTag))].sort();
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
