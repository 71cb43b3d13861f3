import type { InputOption } from '../input/input-option.js';
import { word } from '../input/readers.js';

/** Options for the order of a list. */
export function orderOptions(...fields: string[]): InputOption[] {
  return [
    { flags: '--order-by <word>', path: 'orderBy.field', help: 'what to order by', reader: word(...fields) },
    {
      flags: '--direction <word>',
      path: 'orderBy.direction',
      help: 'which way',
      reader: word('ASC', 'DESC'),
    },
  ];
}
