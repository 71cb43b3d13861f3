import { createHmac } from 'node:crypto';
import type { AuthMechanism, AuthScript } from './smtp-script.js';

export interface AuthOutcome {
  username: string;
  password: string;
  responses: readonly string[];
  isRight: boolean;
}

const encoded = (text: string) => Buffer.from(text).toString('base64');
const decoded = (text: string) => Buffer.from(text, 'base64').toString();

/**
 * Asks for what a mechanism takes, and looks whether it is right.
 * @param ask sends a challenge, in base64, and gives what the client answers
 * @returns null when the client gives up or is gone
 */
export async function exchangeAuth(
  script: AuthScript,
  mechanism: AuthMechanism,
  initial: string | undefined,
  ask: (challenge: string) => Promise<string | null>,
): Promise<AuthOutcome | null> {
  const responses: string[] = [];
  let first = initial;
  const respond = async (challenge: string) => {
    const response = first ?? (await ask(challenge));
    first = undefined;
    if (response === null || response === '*') return null;
    responses.push(response);
    return decoded(response);
  };
  const outcome = (username: string, password: string, isRight = password === script.password) => ({
    username,
    password,
    responses,
    isRight: isRight && username === script.username,
  });

  switch (mechanism) {
    case 'PLAIN': {
      const response = await respond('');
      if (response === null) return null;
      const [, username = '', password = ''] = response.split('\0');
      return outcome(username, password);
    }
    case 'LOGIN': {
      const username = await respond(encoded('Username:'));
      const password = username === null ? null : await respond(encoded('Password:'));
      return username === null || password === null ? null : outcome(username, password);
    }
    case 'CRAM-MD5': {
      const challenge = `<${process.hrtime.bigint()}@mail.shop.test>`;
      const response = await respond(encoded(challenge));
      if (response === null) return null;
      const [username = '', digest = ''] = response.split(' ');
      const right = createHmac('md5', script.password).update(challenge).digest('hex');
      return outcome(username, '', digest === right);
    }
    case 'XOAUTH2': {
      const response = await respond('');
      if (response === null) return null;
      const [user = '', bearer = ''] = response.split('\x01');
      const username = user.replace(/^user=/, '');
      const token = bearer.replace(/^auth=Bearer /, '');
      return outcome(username, token);
    }
    default:
      throw new Error(`Unknown mechanism ${mechanism satisfies never}.`);
  }
}
