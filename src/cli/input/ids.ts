import type { Operand } from './input-option.js';
import type { Reader } from './readers.js';

const prefixes = { server: 'ds', group: 'ug', key: 'key', administrator: 'adm', event: 'ev' } as const;

/** The id of such a thing. Its number alone stands for it, as old programs know it by that. */
export function idOf(thing: keyof typeof prefixes): Reader {
  const prefix = prefixes[thing];
  const id = new RegExp(`^(?:${prefix}_)?([1-9]\\d{0,15})$`);
  return {
    read(given) {
      const [, number] = id.exec(given) ?? [];
      return number === undefined ? undefined : `${prefix}_${number}`;
    },
    form: `an id such as 12 or ${prefix}_12`,
  };
}

/** The id of anything, whose kind the gateway judges. */
export const anyId: Reader = {
  read: (given) => (/^[a-z]+_[1-9]\d{0,15}$/.test(given) ? given : undefined),
  form: 'a whole id such as ds_12 or key_7',
};

/** The operand that has it. */
export function idOperand(thing: keyof typeof prefixes): Operand {
  return { name: 'id', path: 'id', help: `such as 12 or ${prefixes[thing]}_12`, reader: idOf(thing) };
}

/** Whether a text is an id of a server, and so no name of one. */
export function isServerId(text: string): boolean {
  return /^ds_[1-9]\d{0,15}$/.test(text);
}
