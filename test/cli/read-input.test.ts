import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readFileBytes } from '../../src/cli/input/read-input.js';
import { processTerminal } from '../../src/cli/terminal/terminal.js';

/** The command line of a process that is given these bytes. */
function terminalWith(input: Buffer) {
  const { env, stdout, stderr } = process;
  const stdin = Readable.from([input.subarray(0, 2), input.subarray(2)]);
  return processTerminal({ env, stdout, stderr, stdin } as unknown as NodeJS.Process);
}

describe('a file on standard input', () => {
  it('is taken byte by byte, also where it is no UTF-8', async () => {
    const bytes = Buffer.of(0xff, 0xfe, 0xc3, 0xa4);
    expect(await readFileBytes(terminalWith(bytes), '-', 4)).toEqual(bytes);
  });

  it('may have as much as the command takes, and no more', async () => {
    const bytes = Buffer.alloc(5 * 2 ** 20);
    expect(await readFileBytes(terminalWith(bytes), '-', bytes.length)).toHaveLength(bytes.length);
    await expect(readFileBytes(terminalWith(bytes), '-', 4 * 2 ** 20)).rejects.toThrow(
      'Standard input has more than 4 MiB, and no more is read.',
    );
  });
});
