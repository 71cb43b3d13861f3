import type { Settings } from './settings.js';

/** `BASE_PATH`: the path under which clients find the gateway, such as `/gateway`; empty for the root. */
export function readBasePath(settings: Settings): string {
  const value = settings.word('BASE_PATH') ?? '/';
  const path = value.replace(/\/$/, '');
  const segments = path.split('/').slice(1);
  const isPath = path === '' || (path.startsWith('/') && segments.every(isSegment));
  if (!isPath || path.length > maxLength)
    settings.mistakes.push(
      `BASE_PATH must be a path such as /gateway, of at most ${maxLength} letters, digits and - . _ ~ between slashes.`,
    );
  return path;
}

const maxLength = 200;

function isSegment(segment: string): boolean {
  return /^[\w.~-]+$/.test(segment) && !/^\.+$/.test(segment);
}
