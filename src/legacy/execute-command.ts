import type { Command, ListAnswer, Parameter } from './command.js';
import { type ParameterTree, valueAt } from './parameter-tree.js';
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
export async function executeCommand(command: Command, parameters: ParameterTree, run: Run): Promise<Reply> {
  const variables = variablesOf(command, parameters);
  const { data, problems } = await run(variables);
  const found = [...problems, ...(data === null ? [] : userErrorsOf(data))];
  if (found.length > 0) return failure(command, codesOf(command, found));
  if (command.list) return listReply(command, command.list, data ?? {}, variables, run);
  return success(command, Object.entries(command.answer?.(data ?? {}) ?? {}));
}

function variablesOf(command: Command, parameters: ParameterTree): Record<string, unknown> {
  const variables: Record<string, unknown> = structuredClone({ ...command.variables });
  for (const parameter of command.parameters) {
    const raw = valueAt(parameters, parameter.spellings ?? parameter.name.split('.').map((part) => [part]));
    if (raw === undefined && parameter.leaveOutWhenAbsent) continue;
    const value = isMissing(raw, parameter) ? (parameter.otherwise ?? null) : parameter.read(raw);
    place(variables, parameter.into.split('.'), value);
  }
  return variables;
}

function isMissing(raw: unknown, { takes }: Parameter): boolean {
  if (raw === undefined || raw === null) return true;
  if (typeof raw === 'string') return raw.trim() === '';
  return typeof raw === 'object' && takes !== 'anything';
}

/** Nothing is placed below a value that is null: what is missing has no parts. */
function place(variables: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let holder = variables;
  for (const step of path.slice(0, -1)) {
    if (holder[step] === null) return;
    holder[step] ??= {};
    holder = holder[step] as Record<string, unknown>;
  }
  holder[path.at(-1) as string] = value;
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
function codesOf({ name, parameters }: Command, problems: readonly RunProblem[]): number[] {
  const codes = problems.flatMap(({ path, reason }) => {
    const at = `${path.join('.')}.`;
    const owner = parameters.findLast(({ into }) => at.startsWith(`${into}.`));
    const found = reason === 'REQUIRED' ? owner?.missing : owner?.invalid;
    if (!found) throw new Error(`${name} has no code for ${reason} at ${path.join('.')}.`);
    return found;
  });
  return [...new Set(codes)].sort((a, b) => a - b);
}

async function listReply(
  command: Command,
  list: ListAnswer,
  firstData: Record<string, unknown>,
  variables: Record<string, unknown>,
  run: Run,
): Promise<Reply> {
  const first = connectionOf(list, firstData);
  if (first.nodes.length === 0) return failure(command, [list.none]);
  return success(command, [[list.key, new PagedObject(pagesFrom(list, first, variables, run))]]);
}

interface ConnectionPage {
  nodes: unknown[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

async function* pagesFrom(
  list: ListAnswer,
  first: ConnectionPage,
  variables: Record<string, unknown>,
  run: Run,
): AsyncGenerator<readonly Entry[]> {
  for (let page = first; ; ) {
    yield page.nodes.map(list.entry);
    if (!page.pageInfo.hasNextPage) return;
    const { data } = await run({ ...variables, after: page.pageInfo.endCursor });
    if (data === null) throw new Error('A list ended in the middle.');
    page = connectionOf(list, data);
  }
}

function connectionOf(list: ListAnswer, data: Record<string, unknown>): ConnectionPage {
  return data[list.connection] as ConnectionPage;
}

function success({ errorShape }: Command, payload: readonly Entry[]): Reply {
  const errorText: Entry[] = errorShape === 'lists' ? [['ErrorText', '']] : [];
  return { status: 200, body: [['Success', true], ['ErrorCode', 0], ...errorText, ...payload] };
}

function failure({ errorShape, errors }: Command, codes: readonly number[]): Reply {
  const failed: Entry = ['Success', false];
  switch (errorShape) {
    case 'lists':
      return {
        status: 200,
        body: [failed, ['ErrorCode', codes], ['ErrorText', codes.map((code) => errors[code])]],
      };
    case 'codes':
      return { status: 200, body: [failed, ['ErrorCode', codes]] };
    case 'code':
      return { status: 200, body: [failed, ['ErrorCode', codes[0]]] };
  }
}
