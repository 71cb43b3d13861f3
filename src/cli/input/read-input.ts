import { readFile } from 'node:fs/promises';
import { usageError } from '../terminal/cli-error.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { word } from './readers.js';

export const inputFlags = '--input <file>';
export const inputHelp =
  'a file with the input as a JSON object, or - for standard input; options win over it';

/** What a file holds, or standard input, which is called "-". */
export async function readFileBytes(terminal: Terminal, file: string, maxBytes: number): Promise<Uint8Array> {
  if (file === '-') return terminal.readInput(maxBytes);
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw usageError(`${printable(file)} cannot be read (${code}).`);
  }
}

/** @throws CliError that repeats nothing of it, as a password may be in it */
export async function readJsonInput(terminal: Terminal, file: string): Promise<object> {
  const value = parsed(file === '-' ? await inputText(terminal) : await readFileText(file));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usageError('What --input names must be a JSON object.');
  return value;
}

export const passwordFlags = '--password-from <place>';

/** A password that an input has. */
export interface Password {
  /** Where in the input it stands. */
  path: string;
  /** What people call it. */
  name: string;
  /** The variable that may have it. */
  variable: string;
}

export const smtpPassword: Password = {
  path: 'smtp.password',
  name: 'SMTP password',
  variable: 'GATEWAY_SMTP_PASSWORD',
};

export function passwordHelp({ name, variable }: Password): string {
  return `where the ${name} is: in the variable ${variable}, on standard input, or asked for`;
}
export const passwordPlace = word('env', 'stdin', 'prompt');

/** The password, which is never in the command line, where other users of the machine could see it. */
export async function readPassword(terminal: Terminal, place: string, password: Password): Promise<string> {
  const advice = `Set it in the place that ${passwordFlags.split(' ')[0]} names.`;
  return singleLine(await passwordFrom(terminal, place, password), advice);
}

/** The same without a word where it is: in the environment, else on standard input, which is asked at when it is a terminal. */
export async function readSmtpPassword(terminal: Terminal): Promise<string> {
  const { SMTP_PASSWORD, GATEWAY_SMTP_PASSWORD } = terminal.environment;
  const password =
    SMTP_PASSWORD ||
    GATEWAY_SMTP_PASSWORD ||
    (await passwordFrom(terminal, terminal.isInputTerminal ? 'prompt' : 'stdin', smtpPassword));
  return singleLine(password, 'Set it in SMTP_PASSWORD, or give it on standard input.');
}

function singleLine(password: string, advice: string): string {
  if (password === '') throw usageError(`The password is empty. ${advice}`);
  // Such as a file of several secrets; a password that has a line break after all fits into JSON.
  if (/[\r\n]/.test(password))
    throw usageError('The password has more than one line. Give its line alone, or all of it by --input.');
  return password;
}

async function passwordFrom(
  terminal: Terminal,
  place: string,
  { name, variable }: Password,
): Promise<string> {
  if (place === 'env') return terminal.environment[variable] ?? '';
  if (place === 'prompt') return terminal.askSecret(`${name}: `);
  return (await inputText(terminal)).replace(/\r?\n$/, '');
}

async function inputText(terminal: Terminal): Promise<string> {
  return (await terminal.readInput()).toString('utf8');
}

async function readFileText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw usageError('The file that --input names cannot be read.');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
