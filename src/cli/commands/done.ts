import { printable } from '../terminal/printable.js';

/** The line that tells what was done, such as `Created ds_1 "Primary".` */
export function done(verb: string, { id, name }: { id: string; name: string }): string {
  return `${verb} ${printable(id)} "${printable(name)}".\n`;
}
