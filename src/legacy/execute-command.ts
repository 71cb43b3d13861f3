import { Readable } from 'node:stream';
import { hasParts } from '../json/json-value.js';
import type { Command, ListAnswer, Parameter } from './command.js';
import { isBlank, type ParameterPath, type Parameters } from './parameters.js';
import { ProtocolError } from './protocol-error.js';
import { type Entry, PagedObject, type Reply } from './reply.js';

/** Runs the command's operation: its data, or the problems with its variables. */
export type Run = (variables: Record<string, unknown>) => Promise<RunResult>;

export type RunResult =
  | { data: Record<string, unknown>; problems: readonly [] }
  | { data: null; problems: readonly RunProblem[] };

export interface RunProblem {
  /** From the variables to the value. */
  path: readonly string[];
  reason: string;
}

/** Reads the parameters, runs the operation, and words the answer as the documentation does. */
export async function executeCommand(command: Command, parameters: Parameters, run: Run): Promise<Reply> {
  const variables = readParameters(command, parameters);
  const { data, problems } = await run(variables);
  const found = [...problems, ...(data === null ? [] : userErrorsOf(data))];
  if (found.some(({ reason }) => reason === 'IDEMPOTENCY_KEY_REUSED')) throw new ProtocolError(422, 422);
  if (found.some(isNotPermitted)) throw new ProtocolError(99999, 200);
  if (data === null || found.length > 0) return failure(command, codesOf(command, found));
  if (command.list) return listReply(command, command.list, data, variables, run);
  const payload = command.answer ? command.answer(data) : {};
  return payload === null ? nothingFound(command) : success(command, Object.entries(payload));
}

/** A value that its caller may not set. No parameter has a code for that; some commands have one for all of them. */
function isNotPermitted({ path, reason }: RunProblem): boolean {
  return reason === 'NOT_PERMITTED' && path.length > 0;
}

function readParameters(command: Command, sent: Parameters) {
  const variables: Record<string, unknown> = { ...command.variables };
  let isAnySent = false;
  for (const { row, from, into } of pathsOf(command)) {
    const raw = sent.at(from);
    const isAbsent = isMissing(raw, row);
    if (isAbsent && typeof raw !== 'string' && row.leaveOutWhenAbsent) continue;
    isAnySent ||= !isAbsent;
    place(variables, into, isAbsent ? (row.default ?? null) : within(row, row.read(raw, sent.open)));
  }
  const { details } = command.list ?? {};
  if (details) variables[details.variable] = isAnySent;
  return variables;
}

/** No parameter has a code for a list that is too long, and to cut it off would do half of what was asked for. */
function within({ name, maxItems }: Parameter, value: unknown): unknown {
  if (maxItems === undefined || !Array.isArray(value) || value.length <= maxItems) return value;
  const message = `Invalid request: ${name} may have at most ${maxItems} entries. Send several requests.`;
  throw new ProtocolError(100000, 413, message);
}

/** Where a parameter comes from in the request, and where it goes in the variables. */
interface ParameterPaths {
  row: Parameter;
  from: ParameterPath;
  into: Destination;
}

/** A field of the variables, and the objects that lead to it. */
interface Destination {
  holders: readonly string[];
  field: string;
}

/** Commands are tables that do not change, so each is looked through once. */
const cachedPaths = new WeakMap<Command, readonly ParameterPaths[]>();

function pathsOf(command: Command): readonly ParameterPaths[] {
  const before = cachedPaths.get(command);
  if (before) return before;
  const paths = command.parameters.map((row) => {
    const steps = row.into.split('.');
    return { row, from: pathIn(row), into: { holders: steps.slice(0, -1), field: steps.at(-1) ?? '' } };
  });
  cachedPaths.set(command, paths);
  return paths;
}

function pathIn({ name, spellings }: Parameter): ParameterPath {
  const path = spellings ?? name.split('.').map((part) => [part]);
  return path.map((names) => names.map((spelling) => spelling.toLowerCase()));
}

function isMissing(raw: unknown, { acceptsObjects }: Parameter): boolean {
  return isBlank(raw) || (hasParts(raw) && !acceptsObjects);
}

/** Nothing is placed below a value that is null: what is missing has no parts. */
function place(variables: Record<string, unknown>, { holders, field }: Destination, value: unknown): void {
  let holder = variables;
  for (const step of holders) {
    if (holder[step] === null) return;
    holder[step] ??= {};
    holder = holder[step] as Record<string, unknown>;
  }
  holder[field] = value;
}

/** Each root field of an operation here is a mutation with `userErrors`, whose paths lead from its arguments. */
function userErrorsOf(data: Record<string, unknown>): RunProblem[] {
  return Object.values(data).flatMap((payload) => {
    const { userErrors = [] } = (payload ?? {}) as {
      userErrors?: { field: string[] | null; code: string }[];
    };
    return userErrors.map(({ field, code }) => ({ path: field ?? [], reason: code }));
  });
}

/** The one place where paths become numbers. */
function codesOf(command: Command, problems: readonly RunProblem[]): number[] {
  const codes = problems.flatMap((problem) => {
    const found = codesOfProblem(command, problem);
    if (found) return found;
    throw new Error(`${command.name} has no code for ${problem.reason} at ${problem.path.join('.')}.`);
  });
  return [...new Set(codes)].sort((a, b) => a - b);
}

function codesOfProblem({ parameters, refusals }: Command, { path, reason }: RunProblem) {
  if (path.length === 0) return refusals?.[reason];
  const at = `${path.join('.')}.`;
  const owner = parameters.findLast(({ into }) => at.startsWith(`${into}.`));
  return reason === 'REQUIRED' ? owner?.missing : owner?.invalid;
}

async function listReply(
  command: Command,
  list: ListAnswer,
  data: Record<string, unknown>,
  variables: Record<string, unknown>,
  run: Run,
): Promise<Reply> {
  const first = data[list.field] as Batch;
  if (first.nodes.length === 0) return nothingFound(command);
  const { details } = list;
  const told =
    details && variables[details.variable] === true ? Object.entries(details.from(data, variables)) : [];
  const withoutDetails = details ? { [details.variable]: false } : {};
  const pages = pagesFrom(list, first, (after) => run({ ...variables, ...withoutDetails, after }));
  return success(command, [...told, [list.key, new PagedObject(pages)]]);
}

interface Batch {
  nodes: unknown[];
  next: string | null;
}

/** Entries formatted per turn of the event loop, so that other requests go on. */
const maxPerPage = 32;
/** Batches that are read before they can be written. */
const maxAhead = 4;

/** While a batch is written the next ones are read, so that neither the database nor the client waits for the other. */
async function* pagesFrom(
  list: ListAnswer,
  first: Batch,
  readAfter: (after: string) => Promise<RunResult>,
): AsyncGenerator<readonly Entry[]> {
  const batches = Readable.from(batchesFrom(list, first, readAfter), { highWaterMark: maxAhead });
  for await (const { nodes } of batches as AsyncIterable<Batch>) {
    for (let start = 0; start < nodes.length; start += maxPerPage)
      yield nodes.slice(start, start + maxPerPage).map(list.entry);
  }
}

async function* batchesFrom(
  list: ListAnswer,
  first: Batch,
  readAfter: (after: string) => Promise<RunResult>,
): AsyncGenerator<Batch> {
  for (let batch = first; ; ) {
    yield batch;
    if (batch.next === null) return;
    const { data } = await readAfter(batch.next);
    if (data === null) throw new Error('A list ended in the middle.');
    batch = data[list.field] as Batch;
  }
}

function nothingFound(command: Command): Reply {
  if (command.notFoundCode === undefined) throw new Error(`${command.name} has no code for finding nothing.`);
  return failure(command, [command.notFoundCode]);
}

function success({ errorShape }: Command, payload: readonly Entry[]): Reply {
  const errorText: Entry[] = errorShape === 'lists' ? [['ErrorText', '']] : [];
  return { status: 200, body: [['Success', true], ['ErrorCode', 0], ...errorText, ...payload] };
}

function failure({ errorShape, errors }: Command, codes: readonly number[]): Reply {
  const errorCode: Entry = ['ErrorCode', errorShape === 'code' ? codes[0] : codes];
  const errorText: Entry[] = errorShape === 'lists' ? [['ErrorText', codes.map((code) => errors[code])]] : [];
  return { status: 200, body: [['Success', false], errorCode, ...errorText] };
}
