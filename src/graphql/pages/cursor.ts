import { type Problem, Reason } from '../../problems/problem.js';

export function cursorFrom(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Far more than the longest name in a cursor takes. */
const maxCursorLength = 4_096;

/** The place that a cursor names, which is null when none was given. */
export function readCursor<Position>(
  argument: string,
  cursor: string | null | undefined,
  positionFrom: (content: unknown) => Position | null,
): { position: Position | null; problems: Problem[] } {
  if (cursor === null || cursor === undefined) return { position: null, problems: [] };
  const position = cursor.length > maxCursorLength ? null : positionFrom(contentOf(cursor));
  if (position !== null) return { position, problems: [] };
  const message = `"${argument}" is not a cursor of this list in this order. Begin again without it.`;
  return { position, problems: [{ path: [argument], reason: Reason.INVALID, message }] };
}

function contentOf(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}
