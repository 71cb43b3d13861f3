import { allOf, type Condition, isOneOf, whenGiven } from './condition.js';

/** What is asked of a text, letter case and accents aside. All that is given has to hold. */
export interface TextFilter {
  equals?: string | null;
  oneOf?: readonly string[] | null;
  contains?: string | null;
  startsWith?: string | null;
}

export function textCondition(expression: string, filter: TextFilter): Condition {
  return allOf([
    whenGiven(filter.equals, (text) => ({ sql: `${expression} = ?`, values: [text] })),
    whenGiven(filter.oneOf, (texts) => isOneOf(expression, texts)),
    whenGiven(filter.contains, (text) => contains(expression, text)),
    whenGiven(filter.startsWith, (text) => isLike(expression, `${escapeLike(text)}%`)),
  ]);
}

export function contains(expression: string, text: string): Condition {
  return isLike(expression, `%${escapeLike(text)}%`);
}

function isLike(expression: string, pattern: string): Condition {
  return { sql: `${expression} LIKE ? ESCAPE '!'`, values: [pattern] };
}

/** Escapes the wildcards of LIKE. */
function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
