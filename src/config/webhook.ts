import type { WebhookAddress } from '../webhook/webhook-address.js';
import type { Settings } from './settings.js';
import { hasControlCharacter, noControlCharacters } from './unseen-characters.js';

const maxUrlLength = 2000;

/** `VERIFY_WEBHOOK_URL` and `VERIFY_WEBHOOK_SECRET`; null without the URL. */
export function readWebhook(settings: Settings): WebhookAddress | null {
  const url = settings.word('VERIFY_WEBHOOK_URL');
  const secret = settings.text('VERIFY_WEBHOOK_SECRET');
  const { mistakes } = settings;
  if (secret !== null) {
    if (hasControlCharacter(secret)) mistakes.push(noControlCharacters('VERIFY_WEBHOOK_SECRET'));
    if (secret.length < 8 || secret.length > 512)
      mistakes.push('VERIFY_WEBHOOK_SECRET must have 8 to 512 characters.');
  }
  if (url === null) return null;
  if (!isWebAddress(url))
    mistakes.push(
      `VERIFY_WEBHOOK_URL must be a whole URL of at most ${maxUrlLength} characters that begins with https:// or http://, such as https://hooks.example.com/delivery.`,
    );
  // What is set but of no use is another mistake.
  if (secret === null && settings.source('VERIFY_WEBHOOK_SECRET') === null)
    mistakes.push(
      'VERIFY_WEBHOOK_URL is set and VERIFY_WEBHOOK_SECRET is not. Receivers need it to check who posts: set both, for example to what "openssl rand -hex 32" prints.',
    );
  return secret === null ? null : { url, secret };
}

function isWebAddress(text: string): boolean {
  // The URL parser leaves out line breaks and tabs, and mends what has blanks in it.
  if (text.length > maxUrlLength || /[^!-~]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:\/\//i.test(text) && /^https?:$/.test(protocol) && [username, password].every(isDecodable);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
