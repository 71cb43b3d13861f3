import { resolve } from 'node:path';
import { environmentVariables, type VariableName } from './environment-variables.js';
import { findSetting, type Setting, type Variables } from './setting-source.js';
import { hasControlCharacter, noControlCharacters } from './unseen-characters.js';

/** The variables of an environment, read one by one. What is wrong with them is collected, to be reported at once. */
export class Settings {
  /** Sentences that name variables and say what to do; no value is in them. */
  readonly mistakes: string[] = [];

  private readonly found: ReadonlyMap<VariableName, Setting | null>;

  constructor(environment: Variables, dotEnv: Variables) {
    this.found = new Map(
      environmentVariables.map((variable) => [
        variable.name,
        findSetting(variable, environment, dotEnv, this.mistakes),
      ]),
    );
    // Whoever sets a variable to blanks means something else, and would get the default in silence.
    for (const [name, setting] of this.found)
      if (setting?.value?.trim() === '')
        this.mistakes.push(`${name} is set to blanks alone. Give it a value, or leave it out.`);
  }

  /** Where a value comes from, as an operator would say it, also one that is of no use; null for the default. */
  source(name: VariableName): string | null {
    return this.found.get(name)?.source ?? null;
  }

  /** The value as it was set; null when it is left out, empty, blank or in a file that is of no use. */
  text(name: VariableName): string | null {
    const value = this.found.get(name)?.value;
    return value?.trim() ? value : null;
  }

  /** The value without the blanks around it. */
  word(name: VariableName): string | null {
    return this.text(name)?.trim() ?? null;
  }

  wholeNumber(name: VariableName, max: number, fallback: number): number {
    const value = this.word(name) ?? String(fallback);
    const isNumber = /^\d+$/.test(value) && value.length <= String(max).length && Number(value) <= max;
    if (!isNumber) this.mistakes.push(`${name} must be a whole number from 0 to ${max}.`);
    return isNumber ? Number(value) : fallback;
  }

  /** One of several words, in upper or lower case. */
  oneOf<T extends string>(name: VariableName, choices: readonly T[], fallback: T): T {
    const value = this.word(name)?.toLowerCase() ?? fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.mistakes.push(`${name} must be one of ${choices.join(', ')}.`);
    return choice ?? fallback;
  }

  isOn(name: VariableName, fallback: boolean): boolean {
    return this.oneOf(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
  }

  /** The whole path of a folder. */
  directory(name: VariableName): string | null {
    const value = this.text(name);
    if (value === null) return null;
    if (hasControlCharacter(value)) this.mistakes.push(noControlCharacters(name));
    if (value.startsWith('~'))
      this.mistakes.push(
        `${name} begins with ~, which the shell has not replaced by your home folder. Write the whole path.`,
      );
    return resolve(value);
  }
}
