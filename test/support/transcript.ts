import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** The kinds of secrets that the output holds, as they are or in any of the forms in which programs write text. */
export function leakedSecrets(directory: string): string[] {
  if (!existsSync(join(directory, secretsFile))) return [];
  const output = existsSync(join(directory, outputFile))
    ? readFileSync(join(directory, outputFile), 'utf8')
    : '';
  const secrets = readFileSync(join(directory, secretsFile), 'utf8').trim().split('\n');
  return secrets
    .map((line): { kind: string; secret: string } => JSON.parse(line))
    .filter(({ secret }) => formsOf(secret).some((form) => output.includes(form)))
    .map(({ kind }) => kind);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const asJson = inJson(secret);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  const encoded = [base64, bytes.toString('base64url'), bytes.toString('hex'), encodeURIComponent(secret)];
  return [secret, asJson, inJson(asJson), ...encoded];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
