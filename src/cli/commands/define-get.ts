import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { idOperand } from '../input/ids.js';
import { addOperand } from '../input/input-option.js';
import { CliError, exitCodes } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

export interface Get<Item> {
  help: string;
  /** The field of the query, which takes an `id`. */
  field: string;
  thing: 'server' | 'group';
  selection: string;
  text: (item: Item) => string;
}

/** The command `get` of a group. */
export function defineGet<Item>(group: Command, terminal: Terminal, get: Get<Item>): void {
  const query = `query CliGet($id: ID!) { ${get.field}(id: $id) { ${get.selection} } }`;
  const command = leaf(group, 'get', get.help, async ({ operands: [id], isJson }) => {
    const data = await Gateway.from(terminal.environment).execute<Record<string, Item | null>>(query, { id });
    const item = data[get.field] ?? null;
    if (item === null) throw new CliError(`There is no ${get.thing} with this id.`, exitCodes.notFound);
    await print(terminal, isJson, { text: get.text(item), json: item });
  });
  addOperand(command, idOperand(get.thing));
}
