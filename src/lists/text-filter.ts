import { type Condition, every, given, isOneOf } from './condition.js';

/** What is asked of a text, letter case and accents aside. All that is given has to hold. */
export interface TextFilter {
  equals?: string | null;
  oneOf?: readonly string[] | null;
  contains?: string | null;
  startsWith?: string | null;
}

export function textCondition(expression: string, filter: TextFilter): Condition {
  return every([
    given(filter.equals, (text) => ({ sql: `${expression} = ?`, values: [text] })),
    given(filter.oneOf, (texts) => isOneOf(expression, texts)),
    given(filter.contains, (text) => contains(expression, text)),
    given(filter.startsWith, (text) => isLike(expression, `${literally(text)}%`)),
  ]);
}

export function contains(expression: string, text: string): Condition {
  return isLike(expression, `%${literally(text)}%`);
}

function isLike(expression: string, pattern: string): Condition {
  return { sql: `${expression} LIKE ? ESCAPE '!'`, values: [pattern] };
}

/** A text in which nothing stands for anything else. */
function literally(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
