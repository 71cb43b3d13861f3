import { clientHello } from './client-hello.js';
import type { Ending } from './ending.js';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';
import type { SmtpReply } from './smtp-reply.js';
import type { SmtpTalk } from './smtp-talk.js';
import { isHttp } from './smtp-wire.js';

/** At the end of the time, to find out whether a server that says nothing waits for TLS. */
const maxTryMilliseconds = 2_000;

/**
 * What a server says first.
 * @throws SmtpProblem when it says nothing, or nothing of SMTP
 */
export async function awaitGreeting(talk: SmtpTalk, host: string, ending: Ending): Promise<SmtpReply> {
  const { wire, socket } = talk;
  if (!(await hasSpoken(talk, ending)) && !socket.destroyed && !socket.readableEnded)
    throw await problemOfSilence(talk, host, ending);
  if (wire.hasTlsRecord) throw new SmtpProblem(SmtpProblemKind.PORT_SPEAKS_TLS);
  try {
    const reply = await wire.readReply();
    if (isOfFtp(reply)) throw new SmtpProblem(SmtpProblemKind.NOT_SMTP, reply);
    return reply;
  } catch (error) {
    const isOther = error instanceof SmtpProblem && error.kind === SmtpProblemKind.REPLY_UNREADABLE;
    throw isOther ? new SmtpProblem(SmtpProblemKind.NOT_SMTP, null, error.words) : error;
  }
}

/** Whether anything comes in good time; TLS could still be tried after that. */
async function hasSpoken({ wire }: SmtpTalk, ending: Ending): Promise<boolean> {
  const tryMilliseconds = Math.min(ending.millisecondsLeft / 4, maxTryMilliseconds);
  const patience = new AbortController();
  // What has come while this process was busy is read before anybody says that nothing has.
  const giveUp = () => setImmediate(() => patience.abort());
  const timer = setTimeout(giveUp, ending.millisecondsLeft - tryMilliseconds);
  try {
    return await wire.waitForOctets(patience.signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A server that speaks TLS at once waits for its client to begin, and so does a web server, which answers in its own words. There
 * is nothing to lose any more, so that is tried.
 */
async function problemOfSilence({ wire }: SmtpTalk, host: string, ending: Ending): Promise<SmtpProblem> {
  if (ending.reason !== null) return new SmtpProblem(ending.reason);
  wire.send(await clientHello(host));
  await wire.waitForOctets(ending.signal);
  if (wire.hasTlsRecord) return new SmtpProblem(SmtpProblemKind.PORT_SPEAKS_TLS);
  return isHttp(wire.unread)
    ? new SmtpProblem(SmtpProblemKind.NOT_SMTP, null, wire.unread)
    : new SmtpProblem(SmtpProblemKind.GREETING_MISSING);
}

/** Such as `220 (vsFTPd 3.0.5)`; a name such as `ftp.shop.test` may be that of a mail server. */
function isOfFtp({ lines }: SmtpReply): boolean {
  const words = lines.join(' ').split(/\s+/);
  return words.some((word) => /ftp/i.test(word) && !word.includes('.')) && !/smtp/i.test(lines.join(' '));
}
