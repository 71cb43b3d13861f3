import { jsonText } from '../terminal/json-text.js';
import { printable } from '../terminal/printable.js';
import type { GatewayState } from './gateway-state.js';
import { isSame, settingDefaults, valueAt } from './server-settings.js';

/** What people set, of servers and of groups. */
const fields = [...settingDefaults.keys(), 'smtp.hasPassword', 'pause.reason', 'pause.until', 'assignments'];

/** What became different of some things, as lines. */
export function differencesOf(before: GatewayState, now: GatewayState, ids: readonly string[]): string[] {
  return ids
    .flatMap((id) => {
      const [was, is] = [before, now].map(({ servers, groups }) =>
        [...servers, ...groups].find((item) => item.id === id),
      );
      if (!is) return [`${id} ${jsonText(was?.name ?? '')} was deleted meanwhile.`];
      const changed = fields.filter((field) => !isSame(valueAt(was, field), valueAt(is, field)));
      if (changed.length === 0) return [`${id} ${jsonText(is.name)} was changed meanwhile, in no setting.`];
      return changed.map((field) => {
        const [from, to] = [was, is].map((item) => jsonText(valueAt(item, field) ?? null));
        return `${id} ${jsonText(is.name)} was changed meanwhile: ${field}: ${from} -> ${to}`;
      });
    })
    .map((line) => printable(line));
}
