import type { Gateway } from '../gateway/gateway.js';
import { type FieldProblem, refuseOn } from '../gateway/problems.js';
import { CliError } from '../terminal/cli-error.js';
import { type GatewayState, readState } from './gateway-state.js';
import { inputOf, itemsOf, lists, type PlannedItem } from './plan.js';
import type { AppliedChange, ChangedItem } from './plan-text.js';
import { differencesOf } from './state-differences.js';

const query = `mutation CliApply($input: ConfigurationApplyInput!) {
  configurationApply(input: $input) {
    changes { kind id version fields { field from to isSecret } }
    userErrors { field code message }
  }
}`;

interface Payload {
  /** One for each item of the input, list by list. */
  changes: AppliedChange[];
  userErrors: FieldProblem[];
}

interface Sending {
  /** Where the file has a value. */
  placeOf(path: string): string;
  /** What the plan was made from. */
  state: GatewayState;
  isDryRun: boolean;
}

/**
 * Has the gateway judge the items of a plan, or make them so.
 * @throws CliError with a line for each thing that stands in the way, by its place in the file
 */
export async function sendPlan(
  gateway: Gateway,
  items: readonly PlannedItem[],
  { placeOf, state, isDryRun }: Sending,
): Promise<ChangedItem[]> {
  if (items.length === 0) return [];
  const nameOf = (path: string) => nameAt(path, items, placeOf);
  const input = { ...inputOf(items), dryRun: isDryRun };
  const { configurationApply } = await gateway.execute<{ configurationApply: Payload }>(
    query,
    { input },
    nameOf,
  );
  const { changes, userErrors } = configurationApply;
  try {
    refuseOn(userErrors, nameOf);
  } catch (error) {
    throw error instanceof CliError && !isDryRun
      ? await explained(error, gateway, state, idsOf(userErrors, items))
      : error;
  }
  const ordered = lists.flatMap((list) => itemsOf(items, list));
  return ordered.map((item, index) => ({ ...item, change: changes[index] as AppliedChange }));
}

/** What changed since the plan, where that stands in the way. */
async function explained(
  { message, exitCode }: CliError,
  gateway: Gateway,
  planned: GatewayState,
  ids: readonly string[],
): Promise<CliError> {
  const differences = ids.length > 0 ? differencesOf(planned, await readState(gateway), ids) : [];
  const lines = [
    message,
    ...differences,
    'Nothing was changed. Run it again to see the plan as things are now.',
  ];
  return new CliError(lines.join('\n'), exitCode);
}

/** The things that a problem other than with their settings is about. */
function idsOf(problems: readonly FieldProblem[], items: readonly PlannedItem[]): string[] {
  const found = problems
    .filter(({ code }) => code === 'VERSION_CONFLICT' || code === 'NOT_FOUND')
    .map(({ field }) => itemAt((field ?? []).slice(1).join('.'), items)?.item.id ?? null);
  return [...new Set(found)].filter((id) => id !== null);
}

/** The place in the file of a value of the input, or else the name of what it is of. */
function nameAt(path: string, items: readonly PlannedItem[], placeOf: Sending['placeOf']): string {
  const found = itemAt(path, items);
  if (found === null) return path;
  const { item, rest } = found;
  if (item.filePath === null) return `${item.id} "${item.name}"`;
  return placeOf([item.filePath, ...inFile(rest, item.input)].join('.'));
}

/** The file has channels by their words, and has no versions. */
function inFile([first, position, ...rest]: readonly string[], input: object): string[] {
  if (first === undefined || first === 'expectedVersion' || first === 'onlyIfNameIsNew') return [];
  if (first !== 'channels') return [first, ...(position === undefined ? [] : [position]), ...rest];
  const { channels = [] } = input as { channels?: { channel: string }[] };
  return ['channels', channels[Number(position)]?.channel ?? ''];
}

function itemAt(path: string, items: readonly PlannedItem[]): { item: PlannedItem; rest: string[] } | null {
  const [list, index, ...rest] = path.split('.');
  const item = items.filter((one) => one.list === list)[Number(index)];
  return item ? { item, rest } : null;
}
