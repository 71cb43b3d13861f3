import type { Settings } from './settings.js';

/** Origins whose pages may use the gateway: all, or exactly these. */
export type CorsOrigins = '*' | readonly string[];

const maxOrigins = 100;

/**
 * `CORS_ORIGINS`: `*`, or a list of origins as browsers send them, such as `https://app.example.com`. A path is a mistake,
 * since no browser sends one.
 */
export function readCorsOrigins(settings: Settings): CorsOrigins {
  const value = settings.word('CORS_ORIGINS');
  if (value === null) return [];
  if (value === '*') return '*';
  const entries = value.split(',').map((entry) => entry.trim());
  const wrong = entries.find((entry) => originFrom(entry) === null);
  if (wrong === undefined && entries.length <= maxOrigins)
    return entries.map(originFrom).filter((origin) => origin !== null);
  settings.mistakes.push(
    `CORS_ORIGINS must be * alone, or at most ${maxOrigins} origins with commas between them, such as https://app.example.com or http://localhost:3000: scheme, host and port, without a path.${wrong === undefined ? '' : whyWrong(wrong)}`,
  );
  return [];
}

/** An origin is no secret; a password that somebody has put before a host is. */
function whyWrong(entry: string): string {
  const shown = JSON.stringify(entry.replace(/^([a-z]+:\/\/)?.*@/i, '$1(hidden)@').slice(0, 200));
  return ` ${shown} is none${entry.endsWith('/') ? ': take away the slash at its end' : ''}.`;
}

/** As a browser writes it: in lower case, and without the port that its scheme has anyway. */
function originFrom(entry: string): string | null {
  if (!/^[a-z][a-z\d+.-]*:\/\/[^\s/?#@*\\]+$/i.test(entry) || !URL.canParse(entry)) return null;
  const { origin, protocol, host } = new URL(entry);
  return origin === 'null' ? `${protocol}//${host}` : origin;
}
