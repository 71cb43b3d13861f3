import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { certificateName, createAuthority, issueSelfSigned } from './certificates.js';
import {
  type AuthMechanism,
  close,
  endlessLine,
  endlessReply,
  type SmtpScript,
  silence,
} from './smtp-script.js';
import { type ListenOptions, type SmtpTestServer, startSmtpServer } from './smtp-server.js';

const servers: SmtpTestServer[] = [];
const account = { username: 'relay@shop.test', password: 'pässwörd "1"' };

async function start(script: SmtpScript = {}, options?: ListenOptions) {
  const server = await startSmtpServer(script, options);
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** What comes until the text is there, or the connection ends. */
async function readUntil(socket: Socket, text: string): Promise<string> {
  let read = '';
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    read += piece.toString('latin1');
    if (read.includes(text)) break;
  }
  return read;
}

async function talk(server: SmtpTestServer, ...steps: [send: string, until: string][]) {
  const socket = connect(server.port, server.host);
  let all = await readUntil(socket, '\r\n');
  for (const [send, until] of steps) {
    socket.write(send);
    all += await readUntil(socket, until);
  }
  return { socket, all };
}

describe('a scripted SMTP server', () => {
  it.each<AuthMechanism>(['PLAIN', 'LOGIN', 'CRAM-MD5'])('really checks what %s says', async (mechanism) => {
    const server = await start({ auth: { mechanisms: [mechanism], ...account } });
    const send = (pass: string) =>
      createTransport({
        host: server.host,
        port: server.port,
        auth: { user: account.username, pass },
      }).sendMail({
        from: 'a@shop.test',
        to: 'b@shop.test',
        text: '.starts with a dot\n..two\n',
      });
    await expect(send('wrong')).rejects.toThrow('535');
    await send(account.password);
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]).toMatchObject({
      mailFrom: 'a@shop.test',
      recipients: ['b@shop.test'],
      username: account.username,
      isEncrypted: false,
    });
    expect(server.messages[0]?.data).toMatch(/\r\n\r\n\.starts with a dot\r\n\.\.two/);
  });

  it.each([true, false])(
    'records what is inside TLS apart from the wire (at once: %s)',
    async (isImplicitTls) => {
      const authority = await createAuthority();
      const below = await authority.createBelow('Intermediate');
      const certificate = await below.issue();
      const server = await start({
        certificate,
        isImplicitTls,
        auth: { mechanisms: ['LOGIN'], ...account },
      });
      await createTransport({
        host: server.host,
        port: server.port,
        secure: isImplicitTls,
        requireTLS: true,
        tls: { ca: authority.pem, servername: certificateName },
        auth: { user: account.username, pass: account.password },
      }).sendMail({ from: 'a@shop.test', to: 'b@shop.test', text: 'Hello' });
      expect(server.messages[0]).toMatchObject({ isEncrypted: true, username: account.username });
      const password = Buffer.from(account.password).toString('base64');
      expect(server.decrypted().includes(password)).toBe(true);
      expect(server.wire().includes(password)).toBe(false);
      expect(server.wire().includes('STARTTLS')).toBe(!isImplicitTls);
      await expect.poll(server.openConnections).toBe(0);
    },
  );

  it('notes a password that is sent in the clear in place of TLS', async () => {
    const server = await start({ certificate: await issueSelfSigned() });
    const { socket } = await talk(server, ['EHLO a\r\n', '250 '], ['STARTTLS\r\n', '220 ']);
    socket.write('AUTH PLAIN secret\r\n');
    await expect.poll(() => server.wire().includes('AUTH PLAIN secret')).toBe(true);
    await expect.poll(server.openConnections).toBe(0);
  });

  it('says what stands in its script, and repeats what it heard', async () => {
    const server = await start({
      auth: { mechanisms: ['PLAIN'], ...account },
      replies: {
        GREETING: { octets: 'HTTP/1.1 400 Bad Request\r\n\r\n' },
        EHLO: ({ times }) => (times === 1 ? '421 4.3.2 Later' : ['250-a', '250 b']),
        AUTH_RESULT: ({ username, password, responses }) => `535 ${username} ${password} ${responses}`,
        MAIL: close,
      },
    });
    const { all } = await talk(
      server,
      ['EHLO a\r\n', '421'],
      ['EHLO a\r\n', '250 b'],
      ['AUTH PLAIN AGEAYg==\r\n', '535'],
      ['MAIL FROM:<a@b.test>\r\n', 'never'],
    );
    expect(all).toContain('HTTP/1.1 400');
    expect(all).toContain('535 a b AGEAYg==\r\n');
    expect(server.commands()).toEqual(['EHLO a', 'EHLO a', 'AUTH PLAIN AGEAYg==', 'MAIL FROM:<a@b.test>']);
    await expect.poll(server.openConnections).toBe(0);
  });

  it('sends what is injected in one packet with the reply to STARTTLS', async () => {
    const certificate = await issueSelfSigned();
    const server = await start({ certificate, injectedAfterStartTls: '250 AUTH PLAIN' });
    const { socket } = await talk(server, ['EHLO a\r\n', '250 ']);
    socket.write('STARTTLS\r\n');
    const [packet] = await once(socket, 'data');
    expect(`${packet}`).toBe('220 2.0.0 Ready to start TLS\r\n250 AUTH PLAIN\r\n');
    socket.destroy();
  });

  it.each([
    ['a line', endlessLine, 'x'.repeat(100_000)],
    ['a reply', endlessReply, '250-and more\r\n'.repeat(20_000)],
  ])('goes on with %s without an end until the client leaves', async (_, EHLO, much) => {
    const server = await start({ replies: { EHLO } });
    const { socket } = await talk(server, ['EHLO a\r\n', much]);
    socket.destroy();
    await expect.poll(server.openConnections).toBe(0);
  });

  it('drips, keeps silent, and ends whatever it has begun when it is stopped', async () => {
    const dripping = await start({ replies: { GREETING: { drip: '220 slow' } }, dripMilliseconds: 1 });
    expect((await talk(dripping)).all).toBe('220 slow\r\n');
    const silent = await start({ replies: { EHLO: silence } }, { host: '::1' });
    const { socket } = await talk(silent);
    socket.write('EHLO a\r\n');
    await expect.poll(silent.commands).toEqual(['EHLO a']);
    expect(silent.openConnections()).toBe(1);
    await silent.stop();
    expect(silent.openConnections()).toBe(0);
  });
});
