import { createInterface } from 'node:readline/promises';
import { type Readable, Writable } from 'node:stream';
import { usageError } from './cli-error.js';

/** What a command has of the world around it, but for the gateway. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether standard output shows colours, which NO_COLOR switches off (https://no-color.org). */
  readonly isColoured: boolean;
  /** How wide standard output is; null when it is no terminal. */
  readonly columns: number | null;
  /** Whether a person types what is on standard input. */
  readonly isInputTerminal: boolean;
  /** To standard output; resolves when whoever reads it has taken it. */
  write(text: string): Promise<void>;
  /** Standard output for bytes, all of which have to arrive. */
  takeOutput(): Writable;
  /** Whether whoever stops reading standard output has missed something. */
  readonly isOutputTaken: boolean;
  readonly input: Readable;
  /** A line for people, beside the output. */
  note(line: string): void;
  /** A line for people that tells how far something is, in place of the one before where that can be; null when it is over. */
  progress(line: string | null): void;
  /** All of standard input: as much as a request may have, unless told. */
  readInput(maxBytes?: number): Promise<Buffer>;
  /** What a person types at a question; only where {@link isInputTerminal}. */
  ask(question: string): Promise<string>;
  /** What a person types, unseen. */
  askSecret(question: string): Promise<string>;
  /** From the first call on, Ctrl-C ends what follows this signal and not the program. */
  interruption(): AbortSignal;
}

const maxRequestBytes = 2 * 1024 * 1024;

export function processTerminal({ env, stdin, stdout, stderr }: NodeJS.Process): Terminal {
  let isOutputTaken = false;
  return {
    environment: env,
    isColoured: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    columns: stdout.isTTY === true ? (stdout.columns ?? null) : null,
    isInputTerminal: stdin.isTTY === true,
    write: (text) => new Promise((taken) => stdout.write(text, () => taken())),
    takeOutput() {
      isOutputTaken = true;
      return stdout;
    },
    get isOutputTaken() {
      return isOutputTaken;
    },
    input: stdin,
    note: (line) => void stderr.write(`${line}\n`),
    progress(line) {
      if (line !== null) stderr.write(stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
      else if (stderr.isTTY) stderr.write('\n');
    },
    async readInput(maxBytes = maxRequestBytes) {
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of stdin) {
        length += chunk.length;
        if (length > maxBytes)
          throw usageError(`Standard input has more than ${maxBytes / 2 ** 20} MiB, and no more is read.`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
    async ask(question) {
      const typing = createInterface({ input: stdin, output: stderr });
      const end = new AbortController();
      typing.once('close', () => end.abort());
      try {
        return await typing.question(question, { signal: end.signal });
      } catch {
        return '';
      } finally {
        typing.close();
      }
    },
    async askSecret(question) {
      if (!stdin.isTTY)
        throw usageError('There is no terminal to ask at. Give the password by "env" or "stdin".');
      const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
      const typing = createInterface({ input: stdin, output: unseen, terminal: true });
      // Only now the terminal shows nothing of what is typed.
      stderr.write(question);
      const end = new AbortController();
      typing.once('close', () => end.abort());
      try {
        return await typing.question('', { signal: end.signal });
      } catch {
        throw usageError('No password was given.');
      } finally {
        typing.close();
        stderr.write('\n');
      }
    },
    interruption() {
      const ending = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());
      return ending.signal;
    },
  };
}
