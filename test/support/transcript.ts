import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formsOf } from './secret-forms.js';

const outputFile = 'output.txt';
const secretsFile = 'secrets.txt';

/** The documented places of a secret: a new key, a new session, and the legacy reply that has always had passwords. */
const documentedPlaces = /"(secret|sessionToken|SessionID|smtp_password)":"(?:[^"\\]|\\.)*"/g;

/**
 * Everything that the tested programs put out, and every secret they were given. At the end of the run the one is
 * searched for the other.
 */
export class Transcript {
  constructor(private readonly directory: string) {}

  /** Notes output: log lines, answers, what a process printed. */
  note(output: string): void {
    appendFileSync(join(this.directory, outputFile), `${output.replace(documentedPlaces, '"$1":"-"')}\n`);
  }

  /** Notes a secret that must not be in any output. */
  guard(kind: string, secret: string): string {
    appendFileSync(join(this.directory, secretsFile), `${JSON.stringify({ kind, secret })}\n`);
    return secret;
  }
}

interface Secret {
  kind: string;
  secret: string;
}

/** The kinds of secrets that the output holds, as they are or in any of the forms in which programs write text. */
export function leakedSecrets(directory: string): string[] {
  const output = join(directory, outputFile);
  const noted = join(directory, secretsFile);
  if (!existsSync(noted) || !existsSync(output)) return [];
  const lines = new Set(readFileSync(noted, 'utf8').trim().split('\n'));
  const secrets = [...lines].map((line): Secret => JSON.parse(line));
  const found = textsIn(output, [...new Set(secrets.flatMap(({ secret }) => searchedFor(secret)))]);
  return secrets
    .filter(({ secret }) => searchedFor(secret).some((form) => found.has(form)))
    .map(({ kind }) => kind);
}

/** In base64 and the like, what is shorter is found anywhere. */
const minEncodedLength = 8;

function searchedFor(secret: string): string[] {
  const forms = Object.values(formsOf(secret));
  return forms.filter((form) => form.length >= Math.min(minEncodedLength, secret.length));
}

/**
 * Which of many texts a file holds. By grep, which looks for all of them at once: the output of a whole run is some 60 MB,
 * and to look for one text after the other took longer than the tests.
 */
function textsIn(file: string, texts: readonly string[]): ReadonlySet<string> {
  // A line break would make two patterns of one; text with one is always written in another form too.
  const input = texts.filter((text) => !text.includes('\n')).join('\n');
  const { status, stdout, error } = spawnSync('sh', ['-c', 'grep -aoFf - "$1" | sort -u', 'sh', file], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error || status !== 0) throw error ?? new Error('The output of the tests could not be searched.');
  return new Set(stdout.split('\n'));
}
