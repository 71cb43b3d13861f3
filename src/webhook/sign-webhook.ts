import { createHmac } from 'node:crypto';

/** The header `Webhook-Signature`. Receivers compute the same, and refuse what is old. */
export function signWebhook(secret: string, timestampSeconds: number, body: string): string {
  const signature = createHmac('sha256', secret).update(`${timestampSeconds}.${body}`, 'utf8').digest('hex');
  return `v1=${signature}`;
}
