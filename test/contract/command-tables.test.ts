import { describe, expect, it } from 'vitest';
import { commands } from '../../src/legacy/commands/index.js';
import { documentedCommands } from './documentation.js';

/** What the comparison reads of a command's table. */
interface CommandTable {
  name: string;
  undocumented?: boolean;
  parameters: readonly { name: string; undocumented?: boolean }[];
  errors: Readonly<Record<number, string>>;
}

const tables: readonly CommandTable[] = Object.values(commands);

describe('the command tables', () => {
  it('name every documented command, and mark every other one as undocumented', () => {
    const names = tables.filter(({ undocumented }) => !undocumented).map(({ name }) => name);
    expect(names.sort()).toEqual(documentedCommands.map(({ name }) => name).sort());
  });

  it('name no command twice', () => {
    const names = tables.map(({ name }) => name.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
  });
});

for (const { name: command, parameters, errors } of documentedCommands) {
  describe(`the table of ${command}`, () => {
    const table = tables.find(({ name }) => name === command);

    it('lists the documented parameters in documentation order, and marks every other one', () => {
      const listed = table?.parameters.filter(({ undocumented }) => !undocumented).map(({ name }) => name);
      expect(listed).toEqual(parameters.map(({ name }) => name));
    });

    it('lists no parameter twice', () => {
      const listed = table?.parameters.map(({ name }) => name.toLowerCase());
      expect(listed).toEqual([...new Set(listed)]);
    });

    it('lists the documented codes with the documented texts, the reserved ones too, and no other', () => {
      expect({ ...table?.errors }).toEqual(errors);
    });
  });
}
