import { type Document, type ErrorCode, LineCounter, parseDocument } from 'yaml';
import { usageError } from '../terminal/cli-error.js';
import { printable } from '../terminal/printable.js';
import { type Configuration, fileVersion, readConfiguration } from './configuration-file.js';
import { type FileProblem, offsetOf, Reading } from './read-node.js';

/** A file that could be read. */
export interface ParsedFile {
  configuration: Configuration;
  /** Where a value stands, or would: `servers.yaml:12:5: servers[3].smtp.port`. */
  placeOf(path: string): string;
}

/** In bytes: some 45,000 servers, which take a gigabyte of memory. */
export const maxFileSize = 16 * 1024 * 1024;
/** What an export has is one value in 15 bytes; in small files aliases may make more of them. */
const maxNodesOf = (size: number) => Math.max(200_000, size / 8);
const maxTold = 50;

/**
 * Reads a file of YAML 1.2, of which JSON is a part.
 * @param name of the file, for messages
 * @throws CliError with a line for each thing that is wrong
 */
export function parseConfiguration(bytes: Uint8Array, name: string): ParsedFile {
  if (bytes.length > maxFileSize)
    throw usageError(`${name} has more than 16 MiB. Split it into several files.`);
  const lines = new LineCounter();
  const document = parsed(textOf(bytes, name), name, lines);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const faults = [...document.errors, ...document.warnings];
  // Brackets in brackets take the stack; what is found after that is none.
  if (faults.some(({ code }) => code === 'RESOURCE_EXHAUSTION'))
    throw usageError(`${name} is nested too deep.`);
  refuse(
    faults.map(
      ({ pos: [offset], code, message }) => `${place(offset)}: ${sentences[code] ?? firstLine(message)}`,
    ),
  );
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2')
    throw usageError(`${name}: The file must be YAML 1.2. Take its %YAML directive away.`);
  const reading = new Reading(document, maxNodesOf(bytes.length));
  const configuration = readConfiguration(document.contents, '', reading) ?? {};
  if (reading.isTooLarge) throw usageError(`${name} has too many values. Split it into several files.`);
  const { version } = configuration;
  if (version === undefined && reading.problems.length === 0)
    reading.refuse('', `The file must begin with "version: ${fileVersion}".`);
  else if (version !== undefined && version !== fileVersion)
    reading.refuse('version', `This program knows version ${fileVersion} of the file alone.`);
  const { offsets, problems } = reading;
  const placeOf = (path: string) => placed(place(offsetOf(path, offsets)), path);
  refuse(
    problems.map(({ offset, path, message }: FileProblem) => `${placed(place(offset), path)}: ${message}`),
  );
  return { configuration, placeOf };
}

/** @throws CliError with these lines, if there are any */
export function refuse(lines: readonly string[]): void {
  if (lines.length === 0) return;
  const told = lines.slice(0, maxTold).map((line) => printable(line));
  if (lines.length > maxTold) told.push(`And ${lines.length - maxTold} more.`);
  throw usageError(told.join('\n'));
}

function placed(place: string, path: string): string {
  const words = path.replace(/\.(\d+)(?=\.|$)/g, '[$1]');
  return words === '' ? place : `${place}: ${words}`;
}

function parsed(text: string, name: string, lineCounter: LineCounter): Document {
  try {
    // YAML 1.2 without extensions: no and off are text, and so are dates.
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      strict: true,
      uniqueKeys: true,
      stringKeys: true,
      prettyErrors: false,
      lineCounter,
    });
  } catch (error) {
    // Brackets in brackets take the stack.
    if (error instanceof RangeError) throw usageError(`${name} is nested too deep.`);
    throw error;
  }
}

function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usageError(`${name} is not UTF-8 text.`);
  }
}

/** Where the parser speaks to programmers. */
const sentences: Partial<Record<ErrorCode, string>> = {
  MULTIPLE_DOCS: 'The file must end here: a line "---" begins another document.',
};

/** What the parser says below it may repeat a line of the file. */
function firstLine(message: string): string {
  return `${message.split('\n')[0]?.replace(/[.:]?$/, '')}.`;
}
