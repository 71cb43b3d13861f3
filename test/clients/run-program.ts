import { execFile } from 'node:child_process';
import { extname, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestApp } from '../support/test-app.js';
import type { Program } from './programs.js';

const run = promisify(execFile);

/** What a program prints when it is through. */
export interface Summary {
  /** The token of its session, or nothing. */
  session: string;
  /** The list of servers before it did anything, as it came. */
  list: string;
  /** The answer to a `deliveryserver.create` without parameters, as it came. */
  refusal: string;
  /** What it made of errors: the first code, then the first text if there was one. */
  complaints: { create: string; update: string; delete: string; credential: string };
  /** The number of its server. */
  id: number;
  /** The entry of its server in the list, after the test results were saved, and after the update. */
  created: unknown;
  updated: unknown;
  /** Those of its servers that are in the list after their deletion: none. */
  left: string;
}

export const administrator = { username: 'old-hand', password: 'päss & wörd+1%41' };

/** Every character that an encoding could trip over, except those that a shell script cannot put into JSON. */
export const smtpPassword = 'p+ä %41&s=w;ö]]>#€ ';

const interpreters: Readonly<Record<string, readonly [command: string, ...options: string[]]>> = {
  '.sh': ['sh'],
  '.php': ['php', '-d', 'display_errors=stderr'],
  '.py': ['python3', '-B'],
  '.mjs': [process.execPath],
};

export function serverName({ file }: Program): string {
  return `Relay "Süd" & Söhne +1 %20 <${file}>`;
}

/** What a program has to know. */
export type Gateway = Pick<TestApp, 'url' | 'adminKey' | 'transcript'> & {
  /** The file of a certificate that it trusts, as the owner of the machine says; not for PHP. */
  certificatePath?: string;
};

/** Runs a program against a gateway and gives what it printed; rejects with its complaint when it fails. */
export async function runProgram<Output = Summary>(program: Program, gateway: Gateway): Promise<Output> {
  const [command, ...options] = interpreters[extname(program.file)] ?? [program.file];
  const path = resolve(import.meta.dirname, 'programs', program.file);
  const { stdout } = await run(command, [...options, path], {
    env: { ...surroundings(), ...settingsOf(program, gateway) },
    timeout: 60_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  const output = JSON.parse(stdout);
  if (output.session) gateway.transcript.guard('session', output.session);
  return output;
}

/** No proxies, and text in UTF-8. */
function surroundings(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C.UTF-8' };
}

function settingsOf(program: Program, gateway: Gateway): NodeJS.ProcessEnv {
  const credential =
    program.credential === 'key'
      ? { API_KEY: gateway.adminKey }
      : { ADMIN_USERNAME: administrator.username, ADMIN_PASSWORD: administrator.password };
  const { certificatePath: path } = gateway;
  return {
    GATEWAY_URL: gateway.url,
    ...(path && { NODE_EXTRA_CA_CERTS: path, SSL_CERT_FILE: path, CURL_CA_BUNDLE: path }),
    SERVER_NAME: serverName(program),
    SMTP_PASSWORD: smtpPassword,
    ...credential,
  };
}
