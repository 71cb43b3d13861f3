import { execFileSync } from 'node:child_process';

/**
 * `schema.graphql` as it was where this branch left the main one; on the main branch itself, before its last commit.
 * Null when that cannot be told: no git, a shallow clone, no such file.
 */
export function earlierSchema(directory: string): string | null {
  const git = (...args: string[]): string | null => {
    try {
      return execFileSync('git', args, {
        cwd: directory,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 10_000,
      });
    } catch {
      return null;
    }
  };
  const fork = git('merge-base', 'HEAD', 'origin/main') ?? git('merge-base', 'HEAD', 'main');
  if (fork === null) return null;
  const base = fork === git('rev-parse', 'HEAD') ? 'HEAD^' : fork.trim();
  return git('show', `${base}:./schema.graphql`);
}
