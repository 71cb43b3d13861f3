import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { addOption } from '../input/input-option.js';
import type { Reader } from '../input/readers.js';
import { CliError, exitCodes } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

const chainQuery = 'query CliAuditChain { auditChain { head anchor unlinked } }';

const verifyQuery = `query CliAuditVerify($first: Int!, $after: String) {
  auditChainVerify(first: $first, after: $after) {
    checked through isAtEnd faults { kind positions entryId message }
  }
}`;

interface Chain {
  head: string;
  anchor: string;
}

interface Fault {
  kind: string;
  positions: string | null;
  entryId: string | null;
  message: string;
}

interface Check {
  checked: number;
  through: string;
  isAtEnd: boolean;
  faults: Fault[];
}

/** What was noted of a head elsewhere; position and hash. */
type Noted = readonly [position: number, hash: string];

const mostAtOnce = 1_000;
const mostTold = 100;
/** A line of progress for so many entries. */
const progressEvery = 50_000;

const noted: Reader = {
  read(given) {
    const place = placeOf(given.toLowerCase());
    return place.length === 2 ? place : undefined;
  },
  form: 'a position, a colon and 64 hexadecimal digits, as the log has them',
};

export function defineAuditVerify(audit: Command, terminal: Terminal): void {
  const help = 'check that nothing in the trail was changed, removed or put in between';
  const command = leaf(audit, 'verify', help, async ({ options, isJson }) => {
    const gateway = Gateway.from(terminal.environment);
    const expected: Noted | null = options.expect ?? null;
    const result = await verify(gateway, terminal, expected, isJson);
    await print(terminal, isJson, {
      text: `Checked ${result.checked} entries.\nHead: ${printable(result.head)}\n`,
      json: result,
    });
    judge(result, expected);
  });
  addOption(command, {
    flags: '--expect <head>',
    path: '',
    help: 'a head noted before, as POSITION:HASH, which the chain must still contain',
    reader: noted,
  });
}

interface Result {
  checked: number;
  /** Where it ended. */
  head: string;
  faults: Fault[];
  /** Whether the chain has the noted head; null when none is given, or it is older than what is kept. */
  isExpectedThere: boolean | null;
}

async function verify(
  gateway: Gateway,
  terminal: Terminal,
  expected: Noted | null,
  isJson: boolean,
): Promise<Result> {
  const { auditChain } = await gateway.execute<{ auditChain: Chain }>(chainQuery);
  const result: Result = { checked: 0, head: auditChain.anchor, faults: [], isExpectedThere: null };
  const isWatched = !isJson && terminal.columns !== null;
  if (expected) result.isExpectedThere = hasPlace(auditChain.anchor, expected);
  for (let after: string | null = null, isAtEnd = false; !isAtEnd; ) {
    // One part ends at the noted head, so that its hash is told.
    const distance: number = expected ? expected[0] - positionOf(after ?? auditChain.anchor) : 0;
    const first = distance > 0 ? Math.min(distance, mostAtOnce) : mostAtOnce;
    const data: { auditChainVerify: Check } = await gateway.execute(verifyQuery, { first, after });
    const check = data.auditChainVerify;
    result.faults.push(...check.faults);
    if (
      isWatched &&
      Math.floor((result.checked + check.checked) / progressEvery) >
        Math.floor(result.checked / progressEvery)
    )
      terminal.note(`Checked ${result.checked + check.checked} entries, up to ${positionOf(check.through)}.`);
    result.checked += check.checked;
    after = check.through;
    isAtEnd = check.isAtEnd;
    if (expected) result.isExpectedThere ??= hasPlace(check.through, expected);
    result.head = check.through;
  }
  // The end was reached without it.
  if (expected && expected[0] > positionOf(auditChain.anchor)) result.isExpectedThere ??= false;
  return result;
}

function judge({ head, faults, isExpectedThere }: Result, expected: Noted | null): void {
  const lines = faults.slice(0, mostTold).map(({ kind, message }) => printable(`${kind}: ${message}`));
  if (faults.length > mostTold) lines.push(`And ${faults.length - mostTold} more.`);
  if (expected && isExpectedThere === false) {
    const [position, end] = [expected[0], positionOf(head)];
    const why = end < position ? `it ends at ${end}` : 'what was there then was written anew';
    lines.push(`EXPECTED: The chain does not have the head that was noted at ${position}: ${why}.`);
  }
  if (lines.length > 0) throw new CliError(`The trail is broken.\n${lines.join('\n')}`);
  if (expected && isExpectedThere === null)
    throw new CliError(
      `What was noted at ${expected[0]} is removed for its age and cannot be compared any more. Nothing else is wrong.`,
      exitCodes.notMeasured,
    );
}

/** Null where it stands elsewhere. */
function hasPlace(place: string, [position, hash]: Noted): boolean | null {
  const [foundPosition, foundHash] = placeOf(place);
  return foundPosition === position ? foundHash === hash : null;
}

function positionOf(place: string): number {
  return placeOf(place)[0] ?? 0;
}

function placeOf(text: string): [] | [position: number, hash: string] {
  const [, position, hash] = /^(\d{1,16}):([0-9a-f]{64})$/.exec(text) ?? [];
  return position === undefined || hash === undefined ? [] : [Number(position), hash];
}
