import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { formOf, postJson, type WireAnswer } from '../../support/wire.js';
import { noServers } from '../answers.js';

const administrator = { username: 'Grace', password: 'a password of Grace' };
const list = { Command: 'deliveryservers.get' };

describe('A12: after ten failed logins', () => {
  const limited = '{"Success":false,"ErrorCode":429,"ErrorText":"Too many requests (rate limit exceeded)"}';
  const other = { username: 'Heidi', password: 'a password of Heidi' };
  let own: TestApp;

  beforeAll(async () => {
    own = await startTestApp({ administrator });
    await own.sql(
      `INSERT INTO admins (username, password_hash)
       SELECT ?, password_hash FROM admins WHERE username = ?`,
      [other.username, administrator.username],
    );
  });
  afterAll(() => own?.stop());

  // Another attempt is free every 6 seconds: it is used up, so that the next is not free soon.
  beforeEach(async () => {
    for (let retryAfter = 0; retryAfter < 3; ) {
      const { body, headers } = await failedLogin();
      expect([[3], 429]).toContainEqual(body.ErrorCode);
      retryAfter = Number(headers.get('retry-after') ?? 0);
    }
    own.log.length = 0;
  });

  it('A12: the next one answers 429, HTTP 200, and says when to try again', async () => {
    const { status, text, headers } = await failedLogin();
    expect([status, text]).toEqual([200, limited]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(6);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('A12: even the right password answers 429, which is no error of the log', async () => {
    const login = {
      Command: 'admin.login',
      Username: administrator.username,
      Password: administrator.password,
    };
    expect((await postJson(own, login)).text).toBe(limited);
    expect(own.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('A12: in XML it is 429 as well', async () => {
    const answer = await postJson(own, {
      Command: 'admin.login',
      Username: 'Grace',
      Password: 'x',
      ResponseFormat: 'XML',
    });
    expect(answer.text).toContain('<ErrorCode><![CDATA[429]]></ErrorCode>');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('A12: another user name is not limited', async () => {
    const login = { Command: 'admin.login', Username: other.username, Password: administrator.password };
    expect((await postJson(own, login)).body.Success).toBe(true);
  });

  it('A12: a login with a key is not limited', async () => {
    const { body } = await postJson(own, { Command: 'admin.login', AdminAPIKey: own.adminKey });
    expect(body.Success).toBe(true);
  });

  it('A12: a correct login from elsewhere is not limited', async () => {
    const login = {
      Command: 'admin.login',
      Username: administrator.username,
      Password: administrator.password,
    };
    expect(JSON.parse(await postFrom(own, '127.0.0.2', formOf(login))).Success).toBe(true);
  });

  it('A12: other commands are not limited', async () => {
    expect((await own.legacy(list)).text).toBe(noServers);
  });

  function failedLogin(): Promise<WireAnswer> {
    return postJson(own, { Command: 'admin.login', Username: administrator.username, Password: 'wrong' });
  }
});

/** Posts a form from another address of this machine. */
function postFrom({ url }: TestApp, localAddress: string, form: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}/api.php`,
      { method: 'POST', localAddress, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece) => {
          text += piece;
        });
        response.on('end', () => resolve(text));
      },
    );
    request.on('error', reject).end(form);
  });
}
