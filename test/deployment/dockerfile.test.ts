import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { tracingPackages } from '../../src/tracing/load-tracing.js';
import { root } from '../structure/documents.js';
import { defaultPort, packageJson, startCommand, textIn, unknownVariables } from './deployment-files.js';
import {
  copyOf,
  dockerfile,
  dockerfileText,
  execForm,
  imageEnvironment,
  inImage,
  lastStage,
} from './dockerfile.js';

const copies = dockerfile.getCOPYs().map(copyOf);
const fromContext = copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources);

describe('the Dockerfile', () => {
  it('has nothing that its linter knows to be wrong', () => {
    expect(validate(dockerfileText).map(({ message }) => message)).toEqual([]);
  });

  it('copies files that are there, and the build is given these and no others', () => {
    expect(fromContext.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
    const lines = textIn('.dockerignore').split('\n');
    const given = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(lines).toContain('*');
    expect(given.sort()).toEqual([...new Set(fromContext.map((path) => path.replace('./', '')))].sort());
  });

  it('runs a version of Node that the gateway supports', () => {
    const [, version] = /^ARG NODE_VERSION=(\d+)$/m.exec(dockerfileText) ?? [];
    expect(Number(version)).toBeGreaterThanOrEqual(Number(/\d+/.exec(packageJson.engines.node)?.[0]));
  });

  it('adds the packages for traces where they are asked for, and only there', () => {
    const runs = dockerfile.getInstructions().filter((instruction) => instruction.getKeyword() === 'RUN');
    const text =
      runs.map((run) => run.getArgumentsContent() ?? '').find((run) => run.includes('$TRACING')) ?? '';
    const script = text.replaceAll('\\\n', ' ').replace('npm install', 'echo npm install');
    const said = (TRACING: string) =>
      execFileSync('sh', ['-ec', script], { cwd: root, env: { PATH: process.env.PATH, TRACING } }).toString();
    expect(said('')).toBe('');
    const packages = Object.entries(tracingPackages).map((entry) => entry.join('@'));
    expect(
      said('on')
        .split(/\s+/)
        .filter((word) => word.startsWith('@'))
        .sort(),
    ).toEqual(packages.sort());
  });

  it('runs nothing in the image, so that no tool and no cache of a build is left there', () => {
    expect(lastStage.instructions.map((instruction) => instruction.getKeyword())).not.toContain('RUN');
  });
});

describe('the image', () => {
  it('starts the gateway as npm start does, without a shell that would keep signals from it', () => {
    expect(execForm(inImage('CMD'))).toEqual(startCommand);
  });

  it('runs as a user that Kubernetes can see not to be root', () => {
    expect(inImage('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('is reached from outside at the port of the gateway', () => {
    expect(imageEnvironment.HOST).toBe('0.0.0.0');
    expect(inImage('EXPOSE')).toBe(`${defaultPort}`);
  });

  it('sets variables that the gateway reads', () => {
    const { NODE_ENV, ...own } = imageEnvironment;
    expect(NODE_ENV).toBe('production');
    expect(unknownVariables(Object.keys(own))).toEqual([]);
  });

  it('is told healthy by the process, whatever the database does', () => {
    const [program, , script] = execForm(inImage('HEALTHCHECK')) ?? [];
    expect(program).toBe('node');
    expect(script).toContain('/healthz');
    expect(script).toContain(`process.env.PORT || ${defaultPort}`);
  });

  it('is labelled as package.json says', () => {
    const labels = inImage('LABEL');
    expect(labels).toContain(`title="${packageJson.name}"`);
    expect(labels).toContain(`description="${packageJson.description}"`);
    expect(labels).toContain(`licenses="${packageJson.license}"`);
  });
});
