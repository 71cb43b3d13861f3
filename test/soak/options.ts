import { parseArgs } from 'node:util';
import { isSabotage, type Sabotage, sabotages } from './sabotage.js';

export const databases = ['embedded', 'mariadb', 'mysql'] as const;
export const scenarios = ['soak', 'overload'] as const;

export interface Options {
  scenario: (typeof scenarios)[number];
  database: (typeof databases)[number];
  /** How long the load lasts. */
  seconds: number;
  /** Requests a second; null for half of what a calibration finds. */
  rate: number | null;
  secondsBetweenKills: number;
  sabotage: readonly Sabotage[];
}

export const usage = `npm run soak -- [options]

  --scenario <name>   ${scenarios.join(' or ')} (soak)
  --minutes <number>  how long the load lasts (20, of overload half a minute); 0.5 is half a minute
  --database <name>   ${databases.join(', ')} (embedded)
  --rate <number>     requests a second, instead of half of what a calibration finds
  --kill-every <n>    seconds from one kill of the database to the next (60)
  --sabotage <names>  break it, to see that it is noticed: ${sabotages.join(', ')}

It ends with 1 when a rule was broken.`;

/**
 * @returns null when the options are to be told
 * @throws Error that says what to do
 */
export function readOptions(args: string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', default: 'soak' },
      minutes: { type: 'string' },
      database: { type: 'string', default: 'embedded' },
      rate: { type: 'string' },
      'kill-every': { type: 'string', default: '60' },
      sabotage: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const scenario = oneOf(scenarios, values.scenario, '--scenario');
  const sabotage = values.sabotage.split(',').filter((name) => name !== '');
  const unknown = sabotage.filter((name) => !isSabotage(name));
  if (unknown.length > 0)
    throw new Error(`--sabotage takes ${sabotages.join(', ')}; not ${unknown.join(', ')}.`);
  return {
    scenario,
    database: oneOf(databases, values.database, '--database'),
    seconds: 60 * numberIn(values.minutes ?? (scenario === 'soak' ? '20' : '0.5'), '--minutes'),
    rate: values.rate === undefined ? null : numberIn(values.rate, '--rate'),
    secondsBetweenKills: numberIn(values['kill-every'], '--kill-every'),
    sabotage: sabotage.filter(isSabotage),
  };
}

function oneOf<Name extends string>(names: readonly Name[], given: string, option: string): Name {
  const name = names.find((each) => each === given);
  if (name === undefined) throw new Error(`${option} takes ${names.join(', ')}; not ${given}.`);
  return name;
}

function numberIn(text: string, option: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new Error(`${option} takes a number above 0; not ${text}.`);
}
