import { type Problem, Reason } from '../problems/problem.js';
import { isBlank } from '../problems/text.js';

/** Settings on their way in: what is left out is not judged, null stands for "no value", in a list too. */
export type Draft<T> = { [K in keyof T]?: DraftOf<NonNullable<T[K]>> | null };
type DraftOf<Value> = Value extends readonly (infer Item)[]
  ? readonly (DraftOf<Item> | null)[]
  : Value extends object
    ? Draft<Value>
    : Value;

export type Fault = Pick<Problem, 'reason' | 'message'> | null;

interface Rule<Value> {
  isRequired: boolean;
  /** Blanks are a value like any other. */
  keepsBlanks?: true;
  fault(value: Value): Fault;
}

/** Of a list, which may be empty. */
interface ListRule<Item> {
  maxItems: number;
  /** What is in it, in the plural. */
  noun: string;
  item: RuleOf<Item>;
}

/** A rule for each setting, in the form of the settings. */
export type RulesOf<Settings> = { readonly [Field in keyof Settings]: RuleOf<NonNullable<Settings[Field]>> };
type RuleOf<Value> = [Value] extends [readonly (infer Item)[]]
  ? ListRule<Item>
  : [Value] extends [object]
    ? RulesOf<Value>
    : Rule<Value>;

/** What does not fit the rules; of what is null as a whole, each required part is missing. */
export function problemsOf(place: object, value: unknown, path: readonly string[] = []): Problem[] {
  if (value === undefined) return [];
  // The GraphQL types and the drafts see to it that each rule meets values of its own type.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  if ('fault' in place) return ruleProblems(place as Rule<any>, value, path);
  // biome-ignore lint/suspicious/noExplicitAny: see above
  if ('item' in place) return listProblems(place as ListRule<any>, value as readonly unknown[] | null, path);
  return Object.entries(place).flatMap(([field, inner]) =>
    problemsOf(inner, value === null ? null : (value as Record<string, unknown>)[field], [...path, field]),
  );
}

function ruleProblems(rule: Rule<unknown>, value: unknown, path: readonly string[]): Problem[] {
  if (value === null || (saysNothing(value) && !rule.keepsBlanks)) {
    if (!rule.isRequired) return [];
    return [{ path, reason: Reason.REQUIRED, message: 'This is required and must not be blank.' }];
  }
  const found = rule.fault(value);
  return found ? [{ path, ...found }] : [];
}

function listProblems(
  { maxItems, noun, item }: ListRule<object>,
  values: readonly unknown[] | null,
  path: readonly string[],
): Problem[] {
  if (values === null) return [];
  if (values.length > maxItems)
    return [{ path, reason: Reason.TOO_LONG, message: `At most ${maxItems} ${noun} can be given.` }];
  return values.flatMap((value, index) => problemsOf(item, value, [...path, `${index}`]));
}

export function saysNothing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && isBlank(value));
}

export function required<Value>(fault: Rule<Value>['fault']): Rule<Value> {
  return { isRequired: true, fault };
}

export function optional<Value>(fault: Rule<Value>['fault']): Rule<Value> {
  return { isRequired: false, fault };
}

export function asItIs<Value>(fault: Rule<Value>['fault']): Rule<Value> {
  return { isRequired: false, keepsBlanks: true, fault };
}

export function nothing(): Fault {
  return null;
}

/** @param sentenceOn what is wrong with a text, as a sentence, or null */
export function format(sentenceOn: (value: string) => string | null) {
  return (value: string): Fault => {
    const message = sentenceOn(value);
    return message === null ? null : { reason: Reason.INVALID, message };
  };
}
