import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { type FieldProblem, refuseOn } from '../gateway/problems.js';
import { CliError } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import { tableText } from '../terminal/table-text.js';
import type { Terminal } from '../terminal/terminal.js';
import { group, leaf } from './leaf.js';

interface Status {
  keys: { id: string; isFirst: boolean; values: number }[];
  left: number;
  unreadable: number;
  damagedServers: string[];
}

interface Batch {
  resealed: number;
  unreadable: string[];
  next: string | null;
  userErrors: FieldProblem[];
}

interface Rotation {
  resealed: number;
  left: number;
  unreadable: string[];
}

const statusQuery = `query CliSecretsStatus {
  secretsStatus { keys { id isFirst values } left unreadable damagedServers }
}`;

const rotateQuery = `mutation CliSecretsRotate($input: SecretsRotateInput!) {
  secretsRotate(input: $input) { resealed unreadable next userErrors { field code message } }
}`;

export function defineSecrets(program: Command, terminal: Terminal): void {
  const secrets = group(program, 'secrets', 'the keys that seal SMTP passwords; needs the scope ADMIN');
  leaf(secrets, 'status', 'how many passwords are sealed with which key', async ({ isJson }) => {
    const status = await readStatus(Gateway.from(terminal.environment));
    await print(terminal, isJson, { text: statusText(status), json: status });
  });
  leaf(
    secrets,
    'rotate',
    'seal all passwords with the first key of SECRETS_KEY; goes on where it was stopped; needs the scope SECRETS too',
    async ({ isJson }) => {
      const gateway = Gateway.from(terminal.environment);
      const { keys, left } = await readStatus(gateway);
      const onProgress = isJson ? () => {} : showProgress(terminal, left);
      const rotation = await rotate(gateway, onProgress).finally(() => isJson || terminal.progress(null));
      const key = printable(keys.find(({ isFirst }) => isFirst)?.id ?? '');
      const text = `${counted(rotation.resealed, 'password')} sealed anew with the key ${key}.\n`;
      await print(terminal, isJson, { text, json: rotation });
      const lines = leftLines(rotation);
      if (lines.length > 0) throw new CliError(lines.join('\n'));
    },
  );
}

async function readStatus(gateway: Gateway): Promise<Status> {
  return (await gateway.execute<{ secretsStatus: Status }>(statusQuery)).secretsStatus;
}

/** How often all that is left is gone through. What others are changing at that moment is passed over until the next time. */
const maxRounds = 20;
const pauseMilliseconds = 250;

async function rotate(gateway: Gateway, onProgress: (resealed: number) => void): Promise<Rotation> {
  const unreadable = new Set<string>();
  let [resealed, left] = [0, 0];
  for (let round = 1; round <= maxRounds; round++) {
    let after: string | null = null;
    do {
      const batch: Batch = await rotateBatch(gateway, after);
      resealed += batch.resealed;
      for (const id of batch.unreadable) unreadable.add(id);
      onProgress(resealed);
      after = batch.next;
    } while (after !== null);
    // Counted at the end of a round alone, as that takes the gateway as long as a part of the work.
    left = (await readStatus(gateway)).left;
    if (left <= unreadable.size) break;
    await wait(pauseMilliseconds);
  }
  return { resealed, left, unreadable: [...unreadable] };
}

async function rotateBatch(gateway: Gateway, after: string | null): Promise<Batch> {
  const { secretsRotate } = await gateway.execute<{ secretsRotate: Batch }>(
    rotateQuery,
    { input: { after } },
    String,
    // What is sealed with the first key is left alone.
    true,
  );
  refuseOn(secretsRotate.userErrors, String);
  return secretsRotate;
}

const progressMilliseconds = 1_000;

/** @param expected how many there are to seal; there are more when a gateway goes on to seal with another key */
function showProgress(terminal: Terminal, expected: number): (resealed: number) => void {
  let shownAt = 0;
  return (resealed) => {
    if (Date.now() < shownAt + progressMilliseconds && resealed < expected) return;
    shownAt = Date.now();
    terminal.progress(`${resealed} of ${counted(Math.max(expected, resealed), 'password')} sealed anew`);
  };
}

function statusText({ keys, left, unreadable, damagedServers }: Status): string {
  const rows = keys.map(({ id, isFirst, values }) => [id, isFirst ? 'yes' : 'no', String(values)]);
  const { text } = tableText([['KEY', 'SEALS', 'PASSWORDS'], ...rows], null);
  const lines: string[] = [];
  if (unreadable > 0)
    lines.push(
      `${counted(unreadable, 'password')} sealed with a key that SECRETS_KEY does not have, or damaged.`,
    );
  if (left > unreadable)
    lines.push(`${counted(left - unreadable, 'password')} to be sealed anew by "secrets rotate".`);
  if (damagedServers.length > 0) lines.push(`Known not to open: ${damagedServers.join(', ')}.`);
  return lines.length === 0 ? text : `${text}\n${lines.map((line) => `${printable(line)}\n`).join('')}`;
}

const maxNamed = 20;

/** What is still to be done, and by whom. */
function leftLines({ left, unreadable }: Rotation): string[] {
  const lines: string[] = [];
  const busy = left - unreadable.length;
  if (unreadable.length > 0) {
    const more = unreadable.length > maxNamed ? ` and ${unreadable.length - maxNamed} more` : '';
    lines.push(
      `The passwords of these servers do not open: ${unreadable.slice(0, maxNamed).join(', ')}${more}. Give them their passwords again.`,
    );
  }
  if (busy > 0)
    lines.push(
      `${counted(busy, 'password')} still sealed with another key, as their servers were being changed, or as a gateway still seals with that key. Run it again.`,
    );
  return lines.map((line) => printable(line));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? ' is' : 's are'}`;
}
