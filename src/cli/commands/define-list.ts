import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { type Connection, readPages } from '../gateway/read-pages.js';
import { addOption, type InputOption, optionValues, withValues } from '../input/input-option.js';
import { OptionNames } from '../input/option-names.js';
import { positiveNumber } from '../input/readers.js';
import { type Column, printPages } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

export interface List<Item> {
  help: string;
  /** The field of the query. */
  field: string;
  /** Variables besides those of the page, as GraphQL declares them, by name. */
  variables: Readonly<Record<string, string>>;
  options: readonly InputOption[];
  selection: string;
  columns: readonly Column<Item>[];
}

const first: InputOption = {
  flags: '--first <number>',
  path: 'first',
  help: 'so many at most; all, when left out',
  reader: positiveNumber,
};

/** The command `list` of a group. */
export function defineList<Item>(group: Command, terminal: Terminal, list: List<Item>): void {
  const query = queryOf(list);
  const names = new OptionNames();
  const command = leaf(group, 'list', list.help, async ({ options, isJson }) => {
    const gateway = Gateway.from(terminal.environment);
    const variables = withValues({}, optionValues(list.options, options));
    const pages = readPages<Item>(async (page) => {
      const all = { ...variables, ...page };
      const data = await gateway.execute<Record<string, Connection<Item>>>(query, all, names.of);
      return data[list.field] as Connection<Item>;
    }, options.first);
    await printPages(terminal, isJson, pages, list.columns);
  });
  for (const option of [...list.options, first])
    names.add(option.path, addOption(command, option).long ?? '');
}

function queryOf({ field, variables, selection }: List<never>): string {
  const names = Object.keys(variables);
  const declared = names.map((name) => `$${name}: ${variables[name]}`);
  const passed = ['first', 'after', ...names].map((name) => `${name}: $${name}`);
  return `query CliList(${['$first: Int!', '$after: String', ...declared].join(', ')}) {
    ${field}(${passed.join(', ')}) { nodes { ${selection} } pageInfo { hasNextPage endCursor } }
  }`;
}
