import { environmentVariables } from '../../src/config/environment-variables.js';

/** For a program that runs in the project's folder: what a developer has in `.env` there is not taken. */
export const unsetVariables: Readonly<Record<string, string>> = Object.fromEntries(
  environmentVariables.map(({ name }) => [name, '']),
);
