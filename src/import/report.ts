import { expectationVariables } from '../config/dns-expectations.js';
import { Channel } from '../user-groups/user-group.js';
import type { RefusedServer, ServerWarning } from './old-server.js';
import type { Plan } from './plan.js';
import { quoted } from './quoted.js';
import type { OldServers } from './read-old-servers.js';

/** `refused`: nothing was written, because something is refused. */
export type Ending = 'imported' | 'dry run' | 'refused';

export interface Import extends Pick<OldServers, 'refused' | 'warnings'> {
  ending: Ending;
  plan: Plan;
}

/** What was done, or would be, for a person to read. It names fields and never shows the value of one. */
export function reportText({ ending, plan, refused, warnings }: Import): string {
  return [
    headline(ending, plan),
    ...totals(ending, plan, refused),
    ...block(ending === 'imported' ? 'Created:' : 'To be created:', createdLines(plan)),
    ...block('Left alone, being here already in another form:', leftAloneLines(plan)),
    ...block('Refused:', refused.flatMap(refusalLines)),
    ...block('Warnings:', warningLines(warnings)),
    ...block('Next:', ending === 'imported' ? nextLines(plan) : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function headline(ending: Ending, { servers, groups, assignments }: Plan): string {
  switch (ending) {
    case 'imported': {
      const written = servers.created.length + groups.created.length + assignments.created.length;
      return written > 0 ? 'The import is done.' : 'There was nothing to write.';
    }
    case 'dry run':
      return 'This was a dry run: nothing has been changed.';
    case 'refused':
      return 'Nothing has been imported, because servers are refused. Mend them in the old installation, or import the others with --skip-refused.';
    default:
      return ending satisfies never;
  }
}

function totals(
  ending: Ending,
  { servers, groups, assignments }: Plan,
  refused: readonly RefusedServer[],
): string[] {
  const isDone = ending === 'imported';
  const counts = (section: { unchanged: unknown[]; leftAlone: unknown[] }) =>
    `${section.unchanged.length} unchanged, ${section.leftAlone.length} left alone`;
  const created = (section: { created: unknown[] }) =>
    `${section.created.length} ${isDone ? 'created' : 'to be created'}`;
  return [
    `  servers: ${created(servers)}, ${counts(servers)}, ${refused.length} refused`,
    `  user groups: ${created(groups)}, ${counts(groups)}`,
    `  channel assignments: ${assignments.created.length} ${isDone ? 'made' : 'to be made'}, ${counts(assignments)}`,
  ];
}

function createdLines({ servers, groups }: Plan): string[] {
  const created = [
    ['server', servers.created],
    ['user group', groups.created],
  ] as const;
  return created.flatMap(([noun, rows]) => {
    const ids = rows.map(({ id }) => id);
    return ids.length > 0 ? [idList(noun, ids)] : [];
  });
}

function leftAloneLines({ servers, groups, assignments }: Plan): string[] {
  return [
    ...servers.leftAlone.map(
      ({ server, differing }) =>
        `server ${server.id} ${quoted(server.settings.name)} differs in ${differing.join(', ')}`,
    ),
    ...groups.leftAlone.map(
      ({ id, oldName, presentName }) =>
        `user group ${id} ${quoted(oldName)} is called ${quoted(presentName)} here`,
    ),
    ...assignments.leftAlone.map(
      ({ groupId, channel, serverId, because }) =>
        `${channelNames[channel]} of user group ${groupId} does not get server ${serverId}: ${because}`,
    ),
  ];
}

const channelNames = {
  [Channel.MARKETING]: 'Marketing',
  [Channel.TRANSACTIONAL]: 'Transactional',
  [Channel.AUTO_RESPONDER]: 'AutoResponder',
};

function refusalLines({ label, reasons }: RefusedServer): string[] {
  return [label, ...reasons.map((reason) => `  ${reason}`)];
}

function warningLines(warnings: readonly ServerWarning[]): string[] {
  const ids = new Map<string, number[]>();
  for (const { serverId, text } of warnings) {
    const sameText = ids.get(text);
    if (sameText) sameText.push(serverId);
    else ids.set(text, [serverId]);
  }
  return [...ids].map(([text, serverIds]) => `${idList('server', serverIds)}: ${text}`);
}

/** The old answer does not have what checks compare with; whoever set that up had it in the environment. */
function nextLines({ servers }: Plan): string[] {
  if (servers.created.length === 0) return [];
  return [
    'The old answer does not say what ought to be in DNS, which checks compare with. Set for the gateway what was set for',
    `the old installation, of ${expectationVariables.join(', ')};`,
    'or give each server its "expectations".',
  ];
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

const maxRanges = 20;

/** `servers 1-3, 7`, and how many more there are when that would become long. */
function idList(noun: string, ids: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range && range[1] + 1 === id) range[1] = id;
    else ranges.push([id, id]);
  }
  const left = ranges.slice(maxRanges).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const written = ranges
    .slice(0, maxRanges)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return `${noun}${ids.length === 1 ? '' : 's'} ${written.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
