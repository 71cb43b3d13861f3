import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type ProbeListener,
  type ProbeListenerParts,
  type ReceivedMail,
  startProbeListener,
} from '../../src/probe/probe-listener.js';
import { issueSelfSigned, type ServerCertificate } from '../support/smtp/certificates.js';

const expected = 'probe+12-ab@probe.test';
let listener: ProbeListener;
let received: ReceivedMail[];
let failures: unknown[];
let certificate: ServerCertificate;

beforeAll(async () => {
  certificate = await issueSelfSigned({ names: ['probe.test'] });
});
afterEach(() => listener.stop());

async function start(parts: Partial<ProbeListenerParts> = {}): Promise<void> {
  received = [];
  failures = [];
  listener = await startProbeListener({
    host: '127.0.0.1',
    port: 0,
    tls: null,
    name: 'probe.test',
    isExpected: async (recipient) => recipient === expected,
    receive: async (mail) => {
      received.push(mail);
      return true;
    },
    report: (error) => failures.push(error),
    ...parts,
  });
}

/** What the sender is told: the reply to the content, or the code of the refusal. */
async function send(options: SendMailOptions = {}): Promise<string | number> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: listener.port,
    name: 'relay.test',
    tls: { rejectUnauthorized: false },
  });
  const mail = { from: 'news@shop.test', to: expected, subject: 'Test', text: 'Hello.', ...options };
  try {
    return (await transport.sendMail(mail)).response ?? '';
  } catch (error) {
    return (error as { responseCode?: number }).responseCode ?? String(error);
  } finally {
    transport.close();
  }
}

async function open(): Promise<Socket> {
  const socket = connect(listener.port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Also when it is reset. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** All that comes back until the connection is closed; who talks before the greeting is sent away. */
async function say(lines: string): Promise<string> {
  const socket = await open();
  socket.once('data', () => socket.write(lines));
  return text(socket);
}

describe('the listener of the probe', () => {
  it('takes the message that is expected, and tells what is known of the connection', async () => {
    await start();
    expect(await send()).toContain('250');
    expect(received).toMatchObject([
      {
        ...{ recipient: expected, address: '127.0.0.1', helo: 'relay.test', mailFrom: 'news@shop.test' },
        ...{ tlsProtocol: null, tlsCipher: null },
      },
    ]);
    expect(received[0]?.octets.toString()).toMatch(/^From: news@shop\.test\r\n.*\r\n\r\nHello\.\r\n$/s);
  });

  it('takes it over TLS where it has a certificate', async () => {
    await start({ tls: { key: certificate.key, certificate: certificate.cert } });
    expect(await send()).toContain('250');
    expect(received).toMatchObject([{ tlsProtocol: 'TLSv1.3', tlsCipher: expect.stringMatching(/^TLS_/) }]);
  });

  it('takes any number of them one after another, with and without TLS', async () => {
    for (const tls of [null, { key: certificate.key, certificate: certificate.cert }]) {
      await start({ tls });
      for (let count = 0; count < 8; count++) expect(await send()).toContain('250');
      if (tls === null) await listener.stop();
    }
  });

  it('takes one from nobody', async () => {
    await start();
    expect(await send({ envelope: { from: '', to: expected } })).toContain('250');
    expect(received).toMatchObject([{ mailFrom: '' }]);
  });

  it.each(['probe@probe.test', 'root@probe.test', 'ada@reader.test', `${expected}.evil.test`])(
    'refuses %s before its content is sent',
    async (to) => {
      await start();
      expect(await send({ envelope: { from: 'news@shop.test', to } })).toBe(550);
      expect(received).toEqual([]);
    },
  );

  it('refuses a message that is not waited for any more when its content is there', async () => {
    await start({ receive: async () => false });
    expect(await send()).toBe(550);
  });

  it('takes one recipient', async () => {
    await start();
    const answer = await say(
      `EHLO relay.test\r\nMAIL FROM:<news@shop.test>\r\nRCPT TO:<${expected}>\r\nRCPT TO:<probe+13-ab@probe.test>\r\nQUIT\r\n`,
    );
    expect(answer).toMatch(/250 Accepted\r\n452 /);
  });

  it('knows no passwords, and offers no TLS without a certificate', async () => {
    await start();
    const answer = await say('EHLO relay.test\r\nAUTH PLAIN AGEAYg==\r\nSTARTTLS\r\nQUIT\r\n');
    expect(answer).not.toMatch(/250[- ](AUTH|STARTTLS)/);
    expect(answer.match(/^50[02] /gm), answer).toHaveLength(2);
  });

  it('refuses a message that is too large, whether its size was said before or not', async () => {
    await start();
    expect(await send({ text: 'x'.repeat(70_000) })).toBe(552);
    const content = 'x'.repeat(70).concat('\r\n').repeat(2_000);
    const answer = await say(
      `EHLO relay.test\r\nMAIL FROM:<news@shop.test>\r\nRCPT TO:<${expected}>\r\nDATA\r\n${content}.\r\nQUIT\r\n`,
    );
    expect(answer).toMatch(/354 .*\r\n552 The message is too large/s);
    expect(received).toEqual([]);
  });

  it('has the sender come again when something fails that will pass, and reports that', async () => {
    await start({ isExpected: () => Promise.reject(new Error('away')) });
    expect(await send()).toBe(451);
    expect(failures).toMatchObject([{ message: 'away' }]);
    await listener.stop();
    await start({ receive: () => Promise.reject(new Error('away')) });
    expect(await send()).toBe(451);
  });

  it('hangs up on who asks for one address after another, and lets others in meanwhile', async () => {
    const order: string[] = [];
    await start({
      isExpected: async () => {
        order.push('asked');
        setImmediate(() => order.push('others'));
        return false;
      },
    });
    const line = 'RCPT TO:<x@y.zz>\r\n';
    const answer = await say(`EHLO relay.test\r\nMAIL FROM:<a@b.test>\r\n${line.repeat(4_000)}`);
    expect(answer.match(/^550 /gm)).toHaveLength(4);
    expect(answer).toMatch(/\r\n421 .*\r\n$/);
    expect(order.slice(0, 4)).toEqual(['asked', 'others', 'asked', 'others']);
  });

  it('asks for a hundred addresses of a connection, though each is expected', async () => {
    await start();
    const line = `RCPT TO:<${expected}>\r\n`;
    const answer = await say(`EHLO relay.test\r\nMAIL FROM:<a@b.test>\r\n${line.repeat(200)}`);
    expect(answer.match(/^250 Accepted/gm)).toHaveLength(101);
    expect(answer).toMatch(/\r\n421 .*\r\n$/);
  });

  it('ends a connection that has too much to say', async () => {
    await start();
    const socket = await open();
    const over = closed(socket);
    socket.once('data', () => {
      const talk = () => {
        while (!socket.destroyed && socket.write('NOOP\r\n'.repeat(1_000)));
      };
      socket.on('drain', talk).resume();
      talk();
    });
    await over;
    expect(socket.bytesWritten).toBeGreaterThan(500_000);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['::', '::1'],
  ])('listening at %s takes 20 connections from %s, and refuses those above', async (host, from) => {
    await start({ host });
    const sockets = Array.from({ length: 30 }, () => connect(listener.port, from));
    const greetings = await Promise.all(
      sockets.map(async (socket) => `${(await once(socket, 'data'))[0]}`.slice(0, 3)),
    );
    expect(greetings.filter((code) => code === '220')).toHaveLength(20);
    expect(greetings.filter((code) => code === '421')).toHaveLength(10);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => send()).toContain('250');
  });

  it('ends a connection that lasts too long, though something comes all the time', async () => {
    await start({ connectionMilliseconds: 300 });
    const socket = await open();
    const drip = setInterval(() => socket.write('N'), 20);
    socket.resume();
    await closed(socket);
    clearInterval(drip);
  });

  it('ends a connection whose line never ends', async () => {
    await start();
    expect(await say('A'.repeat(200_000))).toMatch(/\r\n421 .*too long/);
  });

  it('stops with connections open', async () => {
    await start({ tls: { key: certificate.key, certificate: certificate.cert } });
    const socket = await open();
    socket.resume();
    const over = closed(socket);
    await listener.stop();
    await over;
  });

  it('says what to do when it cannot listen', async () => {
    await start();
    const parts = {
      ...{ host: '127.0.0.1', port: listener.port, tls: null, name: 'probe.test' },
      ...{ isExpected: async () => false, receive: async () => true, report: () => {} },
    };
    await expect(startProbeListener(parts)).rejects.toThrow('The port of VERIFY_PROBE_LISTEN is in use');
    await expect(startProbeListener({ ...parts, host: '192.0.2.1' })).rejects.toThrow(
      'is no address of this machine',
    );
  });
});
