import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeTestMessage } from '../../../src/verification/smtp/test-message.js';

const options = {
  server: 'mail.shop.test:587',
  runId: 'vr_12',
  from: 'news@shop.test',
  to: 'ada@example.com',
  domain: 'shop.test',
};

async function composed(overrides: Partial<typeof options> = {}) {
  const { id, octets } = await composeTestMessage({ ...options, ...overrides });
  return { id, text: octets.toString('latin1'), message: await PostalMime.parse(octets) };
}

describe('the message of a delivery test', () => {
  it('says what it is, in its subject and its text', async () => {
    const { id, message } = await composed();
    expect(message).toMatchObject({
      subject: 'Delivery test of mail.shop.test:587 (run vr_12)',
      from: { address: 'news@shop.test' },
      to: [{ address: 'ada@example.com' }],
      messageId: `<${id}>`,
    });
    expect(message.text).toContain('mail.shop.test:587');
    expect(message.text).toContain('you can ignore this message');
  });

  it('has the run, and that no person sent it, in headers', async () => {
    const { message } = await composed();
    const headers = Object.fromEntries(message.headers.map(({ key, value }) => [key, value]));
    expect(headers).toMatchObject({ 'x-verification-run': 'vr_12', 'auto-submitted': 'auto-generated' });
    expect(Math.abs(Date.now() - Date.parse(headers.date ?? ''))).toBeLessThan(60_000);
  });

  it('has an id of its own each time, of the domain of the sender', async () => {
    const [first, second] = [await composed(), await composed()];
    expect(first.id).not.toBe(second.id);
    expect(first.id).toMatch(/^[\w-]+@shop\.test$/);
  });

  it('is ASCII in lines that end as SMTP wants, and shorter than 2 KB', async () => {
    const { text } = await composed();
    expect(text).toMatch(/^[\x20-\x7e\r\n]*$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.length).toBeLessThan(2_048);
  });

  it('takes addresses beyond ASCII', async () => {
    const { message } = await composed({ to: 'jörg@xn--bcher-kva.example' });
    expect(message.to).toMatchObject([{ address: expect.stringMatching(/^jörg@/) }]);
  });
});
