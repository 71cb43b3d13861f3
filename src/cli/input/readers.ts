/** Turns the text of an option or an operand into a value. */
export interface Reader {
  /** Undefined when the text is not of this form. */
  read: (text: string) => unknown;
  /** Said after "must be". */
  form: string;
  /** The words that it takes, for the help and completion. */
  words?: readonly string[];
  /** Several values: with commas, or with the option again. */
  isList?: true;
  /** An empty text stands for null. */
  isClearable?: true;
}

export const text: Reader = { read: (given) => given, form: 'a text' };

export const clearableText: Reader = { ...text, isClearable: true };

export const wholeNumber: Reader = {
  read: (given) => (/^\d{1,9}$/.test(given) ? Number(given) : undefined),
  form: 'a whole number',
};

export const positiveNumber: Reader = {
  read: (given) => (/^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined),
  form: 'a whole number from 1',
};

/** An instant as the gateway takes it, which judges the rest; a date alone is its beginning in UTC. */
export const time: Reader = {
  read(given) {
    if (/^\d{4}-\d\d-\d\d$/.test(given)) return `${given}T00:00:00Z`;
    return /^\d{4}-\d\d-\d\d[Tt]/.test(given) ? given : undefined;
  },
  form: 'a time such as 2027-01-01T00:00:00Z, or a date',
};

/** One of the words of an enum, in any case, and with hyphens as well as underscores. */
export function word(...words: string[]): Reader {
  return {
    read: (given) => words.find((known) => known.toUpperCase() === given.toUpperCase().replaceAll('-', '_')),
    form: `one of ${words.join(', ')}`,
    words,
  };
}

/** A word of an enum that the gateway knows better than this program. */
export const anyWord: Reader = {
  read: (given) => (/^[a-z][\w-]*$/i.test(given) ? given.toUpperCase().replaceAll('-', '_') : undefined),
  form: 'a word',
};

/** Values with commas between them; an empty text is an empty list. */
export function list(of: Reader): Reader {
  return {
    read(given) {
      const values = given.trim() === '' ? [] : given.split(',').map((part) => of.read(part.trim()));
      return values.includes(undefined) ? undefined : values;
    },
    form: of.words ? `words with commas, of ${of.words.join(', ')}` : 'values with commas',
    ...(of.words ? { words: of.words } : {}),
    isList: true,
  };
}
