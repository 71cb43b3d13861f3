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
  else if (ownRoute.test(path))
    settings.mistakes.push(
      'BASE_PATH must not be a path that the gateway answers at itself, such as /graphql or /api.php.',
    );
  return path;
}

/** From below such a path, a request could not be told from one of the route. */
const ownRoute = /^\/(graphql|playground|api\/v1)(\/|$)|^\/(healthz|readyz|metrics)$|\/api\.php(\/|$)/i;
const maxLength = 200;

function isSegment(segment: string): boolean {
  return /^[\w.~-]+$/.test(segment) && !/^\.+$/.test(segment);
}
