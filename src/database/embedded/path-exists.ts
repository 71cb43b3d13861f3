import { access, constants } from 'node:fs/promises';

/** Whether this process can see the path; with a mode such as `X_OK`, whether it may use it so. */
export function pathExists(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
