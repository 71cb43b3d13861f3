import type { Command } from 'commander';
import { idOf } from '../input/ids.js';
import { CliError, exitCodes } from '../terminal/cli-error.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { defineWrite, idempotencyKey } from './define-write.js';

interface Deletion {
  dryRun: boolean;
  results: { id: string; status: string }[];
  freedChannels: { userGroup: { id: string; name: string }; channel: string; deliveryServerId: string }[];
}

export function defineServerDelete(servers: Command, terminal: Terminal): void {
  defineWrite<Deletion>(servers, terminal, {
    name: 'delete',
    help: 'delete servers and free the channels that use them; none of them, when one is not there',
    mutation: 'deliveryServersDelete',
    operands: [
      {
        name: 'id',
        path: 'targets',
        help: 'such as 12 or ds_12, or ds_12@4 to delete it at version 4 only',
        isSeveral: true,
        reader: { read: target, form: 'an id such as 12, ds_12 or ds_12@4' },
      },
    ],
    options: [{ flags: '--dry-run', path: 'dryRun', help: 'only tell what would happen' }, idempotencyKey],
    selection: `dryRun results { id status } freedChannels { userGroup { id name } channel deliveryServerId }`,
    beforehand({ results }) {
      const lines = missingLines(results);
      // Where all are missing nothing can be deleted, and the idempotency key may know of their deletion.
      if (lines.length > 0 && lines.length < results.length)
        throw new CliError([...lines, 'None is deleted.'].join('\n'), exitCodes.notFound);
    },
    output: (deletion) => ({ text: deletionText(deletion), json: deletion }),
    afterwards({ results }) {
      const lines = missingLines(results);
      if (lines.length > 0) throw new CliError(lines.join('\n'), exitCodes.notFound);
    },
  });
}

function missingLines(results: Deletion['results']): string[] {
  const missing = results.filter(({ status }) => status === 'NOT_FOUND');
  return missing.map(({ id }) => `There is no server ${printable(id)}.`);
}

function target(given: string): object | undefined {
  const [, number = '', version] = /^([^@]+)(?:@(\d{1,9}))?$/.exec(given) ?? [];
  const id = idOf('server').read(number);
  return id === undefined ? undefined : { id, ...(version ? { expectedVersion: Number(version) } : {}) };
}

function deletionText({ dryRun, results, freedChannels }: Deletion): string {
  const deleted = results
    .filter(({ status }) => status === 'DELETED')
    .map(({ id }) => `${dryRun ? 'Would delete' : 'Deleted'} ${id}.`);
  const freed = freedChannels.map(
    ({ userGroup, channel }) =>
      `${dryRun ? 'Would free' : 'Freed'} ${channel} of ${userGroup.id} "${userGroup.name}".`,
  );
  return [...deleted, ...freed].map((line) => `${printable(line)}\n`).join('');
}
