import { describe, expect, it } from 'vitest';
import { CliError } from '../../src/cli/cli-error.js';
import { parseArguments } from '../../src/cli/parse-arguments.js';

const parse = (args: string) => parseArguments(args === '' ? [] : args.split(' '));

describe('the command line', () => {
  const seeHelp = 'See npm run cli -- --help.';
  const theCommands = 'The commands are keys create, keys list, keys revoke, servers list, schema.';
  const theOptions =
    'The options are --name, --scopes, --expires, --first, --json, --help; all but --json and --help take a value.';

  it.each([
    ['keys list', { name: 'keys list' }],
    ['keys revoke key_7', { name: 'keys revoke', id: 'key_7' }],
    ['servers list', { name: 'servers list', first: null }],
    ['servers list --first=250', { name: 'servers list', first: 250 }],
    ['schema', { name: 'schema' }],
    [
      'keys create --name deploy --scopes read,Write --expires 2027-01-01T00:00:00Z',
      {
        name: 'keys create',
        key: { name: 'deploy', scopes: ['READ', 'WRITE'], expiresAt: '2027-01-01T00:00:00Z' },
      },
    ],
  ])('is understood: %s', (args, command) => {
    expect(parse(args)).toEqual({ command, isJson: false });
    expect(parse(`${args} --json`)).toEqual({ command, isJson: true });
    expect(parse(`${args} --help`)).toBeNull();
  });

  it.each([
    ['', [theCommands]],
    ['canary', [theCommands]],
    ['keys', [theCommands]],
    ['keys list canary', ['keys list takes nothing but options.']],
    [
      'keys list --name canary --first 3',
      ['keys list does not take --name.', 'keys list does not take --first.'],
    ],
    ['keys revoke', ['keys revoke needs one id, such as key_7.']],
    [
      'keys create',
      ['Say with --name what the key is for.', 'Say with --scopes what the key may do, such as READ,WRITE.'],
    ],
    ['servers list --first 0', ['--first must be a whole number from 1.']],
    ['servers list --first canary', ['--first must be a whole number from 1.']],
    ['servers list --key canary', [theOptions]],
    ['servers list --first', [theOptions]],
  ])('is refused, never with its values: "%s"', (args, mistakes) => {
    expect(() => parse(args)).toThrow(new CliError([...mistakes, seeHelp].join('\n'), 2));
  });
});
