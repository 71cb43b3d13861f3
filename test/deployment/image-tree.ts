import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from '../structure/documents.js';
import { copyOf, inImage, type Stage, stages } from './dockerfile.js';

/** The files of the image as the Dockerfile makes them, in a folder that nobody may write to. */
export interface ImageTree {
  /** Where the image's `/app` is. */
  app: string;
  remove(): void;
}

/**
 * Carries out the steps of the Dockerfile, each stage in a folder that stands for its file system. Two differ, so that it takes
 * seconds and no network: `npm ci` copies what is installed here, and the build finds the program built. The base image is not
 * there; programs are those of this machine.
 */
export function buildImageTree(): ImageTree {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-image-'));
  chmodSync(directory, 0o755);
  const folderOf = (name: string | null) => join(directory, name ?? 'image');
  for (const stage of stages) runStage(stage, folderOf(stage.name), folderOf);
  const image = folderOf(null);
  execFileSync('chmod', ['-R', 'a-w', image]);
  return {
    app: join(image, inImage('WORKDIR')),
    remove() {
      execFileSync('chmod', ['-R', 'u+w', image]);
      rmSync(directory, { recursive: true });
    },
  };
}

function runStage({ instructions }: Stage, folder: string, folderOf: (name: string) => string): void {
  let work = folder;
  for (const instruction of instructions) {
    const text = instruction.getArgumentsContent() ?? '';
    if (instruction.getKeyword() === 'WORKDIR') {
      work = join(folder, text);
      mkdirSync(work, { recursive: true });
    } else if (instruction.getKeyword() === 'COPY') {
      const { from, sources, target } = copyOf(instruction);
      for (const source of sources) {
        const place = resolve(work, target, target.endsWith('/') ? source : '.');
        // A stage is read once, so what it made can be moved.
        if (from === null) cpSync(resolve(root, source), place, copying);
        else renameSync(join(folderOf(from), source), place);
      }
    } else if (instruction.getKeyword() === 'RUN') {
      runCommand(text.replaceAll('\\\n', ' '), work);
    }
  }
}

const copying = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true };

function runCommand(command: string, work: string): void {
  if (command.startsWith('npm ci')) {
    install(work, command.includes('--omit=dev'));
    return;
  }
  if (command.includes('npm run build')) cpSync(resolve(root, 'dist'), join(work, 'dist'), copying);
  execFileSync('sh', ['-ec', command.replace('npm run build', 'true')], { cwd: work, stdio: 'pipe' });
}

/** What the lock file has for development is left out, and nothing is copied for a stage that is built here already. */
function install(work: string, isForProduction: boolean): void {
  if (!isForProduction) return;
  const { packages } = JSON.parse(readFileSync(join(work, 'package-lock.json'), 'utf8'));
  for (const [path, { dev }] of Object.entries<{ dev?: true }>(packages)) {
    // Some are for other machines.
    const isInstalled = path !== '' && existsSync(resolve(root, path));
    if (isInstalled && !dev) cpSync(resolve(root, path), join(work, path), copying);
  }
}
