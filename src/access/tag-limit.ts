import { Scope } from '../caller/scope.js';
import { tagFault } from '../formats/tag.js';
import { type Problem, Reason } from '../problems/problem.js';

/** What they show is of all servers, or gives a key without a limit. */
const unlimitedScopes: readonly Scope[] = [Scope.ADMIN, Scope.AUDIT];

interface LimitedKey {
  scopes: readonly Scope[];
  tag?: string | null;
}

/** What a key may do: one with a limit has no scope that knows none, even if its row says so. */
export function effectiveScopes(scopes: readonly Scope[], tag: string | null): ReadonlySet<Scope> {
  return new Set(tag === null ? scopes : scopes.filter((scope) => !unlimitedScopes.includes(scope)));
}

/** What is wrong with the tag that a key is to be limited to. */
export function tagLimitProblems({ scopes, tag }: LimitedKey): Problem[] {
  if (tag == null) return [];
  const fault = tagFault(tag);
  const problems: Problem[] = fault ? [{ path: ['tag'], ...fault }] : [];
  const beyond = unlimitedScopes.filter((scope) => scopes.includes(scope));
  if (beyond.length > 0) {
    const message = `A key that is limited to a tag cannot have ${beyond.join(', ')}: these are not about the servers of a tag.`;
    problems.push({ path: ['scopes'], reason: Reason.NOT_PERMITTED, message });
  }
  return problems;
}
