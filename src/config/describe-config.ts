import { keyIdOf, parseKeys, shownKeyId } from '../secrets/key-ring.js';
import { shownUrl } from '../webhook/webhook-address.js';
import { readConfig } from './config.js';
import { environmentVariables, type VariableName, variableNames } from './environment-variables.js';
import { misspeltNames } from './misspelt-names.js';
import type { Variables } from './setting-source.js';
import { Settings } from './settings.js';

export interface DescribedVariable {
  name: string;
  /** Null when it is left out, or set to what is of no use. */
  value: string | null;
  /** `environment`, `.env`, the path of a file, the name of the variable that names a file of no use, or `default`. */
  source: string;
  /** What holds when it is left out, as the documentation words it. */
  default: string;
}

/** What a gateway with certain variables would use. No secret is in it. */
export interface ConfigDescription {
  variables: DescribedVariable[];
  /** Sentences, one for each thing to put right. */
  mistakes: string[];
  /** Names in `.env` that no setting has: of other programs, or misspelled. */
  unknown: string[];
  /** Sentences on variables of nearly the name of a setting, as a gateway warns of them at its start. */
  misspelt: string[];
}

/** Reads what `loadConfig` reads, and starts nothing either. */
export function describeConfig(environment: Variables, dotEnv: Variables): ConfigDescription {
  const settings = new Settings(environment, dotEnv);
  readConfig(settings);
  return {
    variables: environmentVariables.map((variable) => {
      const value = settings.text(variable.name);
      return {
        name: variable.name,
        value: value !== null && 'isSecret' in variable ? masked(variable.name, value) : value,
        source: settings.source(variable.name) ?? 'default',
        default: variable.default,
      };
    }),
    mistakes: settings.mistakes,
    unknown: Object.keys(dotEnv).filter((name) => !isKnown(name)),
    misspelt: misspeltNames(environment, dotEnv),
  };
}

/**
 * Which server and which database are shown, where the webhook goes, and the ids of keys; user names, passwords, queries and keys
 * are not.
 */
function masked(name: VariableName, value: string): string {
  if (name === 'VERIFY_WEBHOOK_URL' && URL.canParse(value)) return shownUrl(value);
  if (name === 'SECRETS_KEY') return maskedKeys(value);
  if (name !== 'DATABASE_URL' || !URL.canParse(value)) return '(hidden)';
  const { protocol, host, pathname } = new URL(value);
  return `${protocol}//(hidden)@${host}${pathname}`;
}

function maskedKeys(value: string): string {
  const ids = (parseKeys(value).keys ?? []).map((key) => shownKeyId(keyIdOf(key)));
  return ['(hidden)', ...ids].join(' ');
}

/** Of other programs are those for OpenTelemetry and for the command line. */
function isKnown(name: string): boolean {
  return /^(OTEL|GATEWAY)_/.test(name) || variableNames.includes(name);
}
