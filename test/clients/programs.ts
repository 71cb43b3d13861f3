import { spawnSync } from 'node:child_process';

/** A small program in the manner of an old client. */
export interface Program {
  file: string;
  /** Debian's names of what it needs; none for Node. */
  needs: readonly Package[];
  /** What it proves who it is with: an API key in every request, or a session from `admin.login`. */
  credential: 'key' | 'session';
  /** What it asks for. */
  format: 'json' | 'xml';
}

export type Package = keyof typeof packages;

/** For each package a command that succeeds when it is there. */
const packages = {
  curl: ['curl', '--version'],
  'php-cli': ['php', '-v'],
  'php-curl': ['php', '-r', 'exit((int) !extension_loaded("curl"));'],
  'php-xml': ['php', '-r', 'exit((int) !extension_loaded("simplexml"));'],
  python3: ['python3', '--version'],
} as const;

export const packageNames = Object.keys(packages) as Package[];

/** Programs that create, test, read, change and delete a server and print a {@link Summary}. */
export const programs: readonly Program[] = [
  program('curl-multipart.sh', 'key', ['curl']),
  program('curl-json.sh', 'key', ['curl']),
  program('curl-urlencoded.sh', 'session', ['curl']),
  program('curl-query-string.sh', 'key', ['curl']),
  program('php-multipart.php', 'key', ['php-cli', 'php-curl']),
  program('php-urlencoded.php', 'session', ['php-cli', 'php-curl']),
  program('php-http-1-0.php', 'session', ['php-cli', 'php-curl']),
  program('php-query-string.php', 'key', ['php-cli', 'php-curl']),
  program('php-stream.php', 'session', ['php-cli']),
  { ...program('php-xml.php', 'session', ['php-cli', 'php-curl', 'php-xml']), format: 'xml' },
  program('python-urllib.py', 'key', ['python3']),
  program('python-json.py', 'session', ['python3']),
  program('python-requests.py', 'key', ['python3']),
  program('node-urlencoded.mjs', 'session'),
  program('node-multipart.mjs', 'session'),
  program('node-json.mjs', 'key'),
  program('node-glued-query.mjs', 'key'),
  program('node-socket.mjs', 'key'),
];

/** A program that only creates servers, each with its own idea of a boolean. */
export const booleans = program('php-booleans.php', 'key', ['php-cli', 'php-curl']);

/** A program that has the first server checked. */
export const verifying = program('php-verify.php', 'key', ['php-cli', 'php-curl', 'php-xml']);

function program(file: string, credential: Program['credential'], needs: readonly Package[] = []): Program {
  return { file, credential, needs, format: 'json' };
}

const absent = new Set(
  packageNames.filter((name) => {
    const [command, ...args] = packages[name];
    return spawnSync(command, args, { stdio: 'ignore' }).status !== 0;
  }),
);

export function isAbsent(name: Package): boolean {
  return absent.has(name);
}

/** What keeps a program from being run here. */
export function absentNeeds({ needs }: Program): Package[] {
  return needs.filter(isAbsent);
}
