import { createTransport } from 'nodemailer';
import DKIM from 'nodemailer/lib/dkim';
import { SMTPServer } from 'smtp-server';
import type { SigningKey } from '../verification/dkim/signing-keys.js';

export interface RelayOptions {
  /** With which it signs, as `shop.test` and selector `s1`; null to sign nothing. */
  key: SigningKey | null;
  /** What it does with a message before it hands it on; null keeps the message. */
  change?: (message: string) => string | null;
  /** How often it hands a message on. */
  times?: number;
}

/** A mail server that accepts everything, signs it, and hands it on to where the probe listens. */
export async function startRelay(probe: () => { host: string; port: number }, options: RelayOptions) {
  const current = { ...options };
  const handed: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onData: async (stream, { envelope }, callback) => {
      const octets = Buffer.concat(await stream.toArray());
      callback();
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      const to = envelope.rcptTo.map(({ address }) => address);
      const raw = (current.change ?? ((message) => message))(await signed(octets, current.key));
      for (let time = 0; raw !== null && time < (current.times ?? 1); time++)
        handed.push(await handOn(probe(), { from, to }, raw));
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    /** What the probe said to each message. */
    handed: handed as readonly string[],
    behave: (next: Partial<RelayOptions>) => Object.assign(current, { change: undefined, times: 1 }, next),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function signed(octets: Buffer, key: SigningKey | null): Promise<string> {
  if (key === null) return octets.toString('latin1');
  const signer = new DKIM({ domainName: 'shop.test', keySelector: 's1', privateKey: key.privateKey });
  return Buffer.concat(await signer.sign(octets).toArray()).toString('latin1');
}

async function handOn(
  place: { host: string; port: number },
  envelope: { from: string; to: string[] },
  raw: string,
): Promise<string> {
  const transport = createTransport({
    ...place,
    name: 'relay.shop.test',
    tls: { rejectUnauthorized: false },
  });
  try {
    return (await transport.sendMail({ envelope, raw: Buffer.from(raw, 'latin1') })).response ?? '';
  } catch (error) {
    return (error as Error).message;
  } finally {
    transport.close();
  }
}
