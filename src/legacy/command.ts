import type { Reader } from './readers.js';

/**
 * One command of the legacy API, as data. The interpreter (`execute-command.ts`) runs all of them and knows none by
 * name: whatever is particular about a command is a column here.
 */
export interface Command {
  /** As documented; matched in any letter case. */
  name: string;
  /** Part of a later release, not of the documented contract. */
  undocumented?: true;
  /** The GraphQL operation that the command is. */
  operation: string;
  /** Variables that no parameter sets. */
  variables?: Readonly<Record<string, unknown>>;
  /** Every parameter, in the order of the documentation. */
  parameters: readonly Parameter[];
  /** Every code but 0 with its documented text, also those that are never sent. */
  errors: Readonly<Record<number, string>>;
  errorShape: ErrorShape;
  /** `public` for a command that needs no credential. */
  access?: 'public';
  /** How long the answer may take to begin, where that is longer than for others. */
  answerMilliseconds?: number;
  /** Codes of refusals that concern no parameter, by reason. */
  refusals?: Readonly<Record<string, readonly number[]>>;
  /**
   * What follows `Success`, `ErrorCode` and `ErrorText` when the command succeeds; null when it found nothing.
   */
  // The operation is checked against the schema when the gateway starts; its data has the shape that it asks for.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  answer?(data: any): Record<string, unknown> | null;
  /** For a command that answers a whole list: how its batches become one object. */
  list?: ListAnswer;
  /** The code when nothing was found. */
  notFoundCode?: number;
}

/**
 * How the documentation prints errors of a command:
 * `lists`: a list of codes and a list of texts, and `ErrorText: ""` on success;
 * `codes`: a list of codes alone; `code`: a single code alone.
 */
export type ErrorShape = 'lists' | 'codes' | 'code';

export interface ListAnswer {
  /** The field of the operation that gives `nodes` and `next`; the variable `after` asks for the next batch. */
  field: string;
  /** The key under which the answer carries the list. */
  key: string;
  // biome-ignore lint/suspicious/noExplicitAny: as for `answer`
  entry(node: any): readonly [key: string, value: Record<string, unknown>];
  /** What precedes the list when the request has any parameter of the command. */
  details?: {
    /** The variable of the operation that asks for what the details need. */
    variable: string;
    // biome-ignore lint/suspicious/noExplicitAny: as for `answer`
    from(data: any, variables: any): Record<string, unknown>;
  };
}

export interface Parameter {
  /** As documented; a dot leads into an object. Matched in any letter case. */
  name: string;
  /** Other spellings of the name, or of its parts; the last one that is present wins. */
  spellings?: readonly (readonly string[])[];
  undocumented?: true;
  /** Path into the variables of the operation. */
  into: string;
  read: Reader;
  /** The most entries that a list may have. */
  maxItems?: number;
  /** Whether an object or a list can be a value; otherwise it counts as missing. */
  acceptsObjects?: true;
  /** What stands for a missing value: null unless told. */
  default?: unknown;
  /** Set when a parameter that was not sent, rather than sent empty, must leave its variable out. */
  leaveOutWhenAbsent?: true;
  /** Codes when a required value is missing. */
  missing?: readonly number[];
  /** Codes when a value is there and cannot be accepted. */
  invalid?: readonly number[];
}
