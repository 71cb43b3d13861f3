import { createHmac } from 'node:crypto';
import type { EhloAnswer } from './ehlo-answer.js';
import type { SecretsMask } from './mask-secrets.js';
import type { Secrets } from './secret-pieces.js';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';
import type { SmtpReply } from './smtp-reply.js';
import type { SmtpWire } from './smtp-wire.js';

const mechanisms = {
  PLAIN: signInPlain,
  LOGIN: signInLogin,
  'CRAM-MD5': signInCramMd5,
} as const;
type Mechanism = keyof typeof mechanisms;

/**
 * Of user name and password together, in octets: a line of AUTH can have 12,288 (RFC 4954, section 4), and base64 is longer by a
 * third.
 */
const maxSecretLength = 9_000;

/** Over TLS what most servers know best; in the clear first what does not send the password itself. */
const orderInTls: readonly Mechanism[] = ['PLAIN', 'LOGIN', 'CRAM-MD5'];
const orderInClear: readonly Mechanism[] = ['CRAM-MD5', 'PLAIN', 'LOGIN'];

/**
 * Signs in by the best mechanism that the server offers and gives its last reply, whichever that is.
 * @param mask told of what is sent and made of the password
 * @throws SmtpProblem when there is no way to
 */
export async function signIn(
  wire: SmtpWire,
  credentials: Secrets,
  { authMechanisms, startTls }: EhloAnswer,
  isEncrypted: boolean,
  mask: SecretsMask,
): Promise<SmtpReply> {
  if (authMechanisms === null || authMechanisms.length === 0) {
    const { AUTH_NOT_OFFERED, AUTH_NOT_OFFERED_IN_CLEAR } = SmtpProblemKind;
    throw new SmtpProblem(startTls && !isEncrypted ? AUTH_NOT_OFFERED_IN_CLEAR : AUTH_NOT_OFFERED);
  }
  const order = isEncrypted ? orderInTls : orderInClear;
  const chosen = order.find((mechanism) => authMechanisms.includes(mechanism));
  if (chosen === undefined)
    throw new SmtpProblem(SmtpProblemKind.AUTH_MECHANISM_UNKNOWN, null, authMechanisms.join(' '));
  // NUL is what separates them in PLAIN, and a line break in a user name is never meant.
  if (/\p{Cc}/u.test(credentials.username) || credentials.password.includes('\0'))
    throw new SmtpProblem(
      SmtpProblemKind.SETTINGS_UNUSABLE,
      null,
      'A user name cannot have line breaks in it, and a password no NUL.',
    );
  if (Buffer.byteLength(credentials.username + credentials.password) > maxSecretLength)
    throw new SmtpProblem(
      SmtpProblemKind.SETTINGS_UNUSABLE,
      null,
      `User name and password can have at most ${maxSecretLength} octets together.`,
    );
  // A server would count it as a failure, and some lock the account after a few.
  if (credentials.password === '') throw new SmtpProblem(SmtpProblemKind.PASSWORD_MISSING);
  return await mechanisms[chosen](wire, credentials, mask);
}

/** RFC 4616. */
async function signInPlain(wire: SmtpWire, { username, password }: Secrets): Promise<SmtpReply> {
  return await wire.command(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`);
}

async function signInLogin(wire: SmtpWire, { username, password }: Secrets): Promise<SmtpReply> {
  const first = await wire.command('AUTH LOGIN');
  if (first.code !== 334) return first;
  const second = await wire.command(base64(username));
  return second.code === 334 ? await wire.command(base64(password)) : second;
}

/** RFC 2195. */
async function signInCramMd5(
  wire: SmtpWire,
  { username, password }: Secrets,
  mask: SecretsMask,
): Promise<SmtpReply> {
  const first = await wire.command('AUTH CRAM-MD5');
  if (first.code !== 334) return first;
  const challenge = Buffer.from(first.lines[0] ?? '', 'base64');
  const digest = createHmac('md5', password).update(challenge).digest('hex');
  const response = base64(`${username} ${digest}`);
  // With the challenge, it is enough to try passwords on.
  mask.hide(digest);
  mask.hide(response);
  return await wire.command(response);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
