import type { Socket } from 'node:net';
import { hostname } from 'node:os';
import type { Resolve } from '../dns/dns-answer.js';
import type { NetworkGuard } from '../network/network-guard.js';
import { awaitGreeting } from './await-greeting.js';
import type { Delivery } from './delivery.js';
import { DeliveryMode, type DeliverySubject } from './delivery-subject.js';
import { type EhloAnswer, ehloAnswerFrom } from './ehlo-answer.js';
import { Ending } from './ending.js';
import { hostFrom } from './envelope-address.js';
import { hintOfProblem } from './hint-of-problem.js';
import { hostAndPort } from './host-and-port.js';
import { judgeTls } from './judge-tls.js';
import { SecretsMask } from './mask-secrets.js';
import { ehloName, openConnection, resolveHost } from './open-connection.js';
import { secureConnection } from './secure-connection.js';
import { sendTestMessage } from './send-test-message.js';
import { signIn } from './sign-in.js';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';
import { SmtpSecurity } from './smtp-security.js';
import { type SmtpStage, SmtpStageKind } from './smtp-stage.js';
import { requireCode, SmtpTalk } from './smtp-talk.js';
import { isTrusted } from './smtp-tls.js';
import { StageLog } from './stage-log.js';

export interface DeliveryTools {
  resolve: Resolve;
  guard: NetworkGuard;
  /** Ends the delivery at once; it is then told as interrupted. */
  signal: AbortSignal;
  /** Told of each stage when it ends. */
  onStage?(stage: SmtpStage): void;
  /** PEM, in place of those that Node trusts. */
  authorities?: readonly string[];
}

/**
 * Tries the settings of a server up to where `subject.mode` ends, at most as far as the server's acceptance of a message.
 * What goes wrong is part of the answer. Nothing is left open after it: no socket, no timer, no listener.
 */
export async function deliver(subject: DeliverySubject, tools: DeliveryTools): Promise<Delivery> {
  const { host } = subject;
  const mask = new SecretsMask(subject.credentials, host);
  const log = new StageLog(
    mask,
    (problem) => hintOfProblem(problem, subject),
    (stage) => tools.onStage?.(stage),
  );
  const ending = new Ending(subject.milliseconds, tools.signal);
  const talk = new SmtpTalk(log, ending);
  const delivery: Delivery = {
    host,
    attempts: [],
    stages: log.stages,
    tls: null,
    offersStartTls: null,
    dnsFailure: null,
    acceptedFor: null,
    messageId: null,
    problem: null,
  };
  try {
    await goThrough({ subject, tools, mask, log, ending, talk, delivery });
  } catch (error) {
    if (!(error instanceof SmtpProblem)) throw error;
    delivery.problem = error;
  } finally {
    await talk.close(delivery.problem);
    ending.dispose();
  }
  return delivery;
}

interface Case {
  subject: DeliverySubject;
  tools: DeliveryTools;
  mask: SecretsMask;
  log: StageLog;
  ending: Ending;
  talk: SmtpTalk;
  /** Written as it goes. */
  delivery: Delivery;
}

/** The stages in their order. A stage that does not go well throws an SmtpProblem, which ends it. */
async function goThrough(delivering: Case): Promise<void> {
  const { subject, talk, delivery } = delivering;
  const { mode, security, to } = subject;
  const socket = await connect(delivering);
  if (security === SmtpSecurity.IMPLICIT_TLS)
    await talk.stage(SmtpStageKind.TLS, () => secure(delivering, socket));
  await greet(delivering);
  let offer = await introduce(delivering, socket);
  if (mode === DeliveryMode.CONNECT) return;
  if (security === SmtpSecurity.STARTTLS) {
    await startTls(delivering, socket, offer);
    // What was offered in the clear may be the word of somebody on the way.
    offer = await introduce(delivering, socket);
  }
  if (security === SmtpSecurity.NONE) talk.skip(SmtpStageKind.TLS);
  if (mode === DeliveryMode.TLS) return;
  await authenticate(delivering, offer);
  if (mode === DeliveryMode.AUTH || to === null) return;
  const server = hostAndPort(delivery.host, subject.port);
  delivery.messageId = await sendTestMessage(talk, { ...subject, to }, offer, server);
  delivery.acceptedFor = to;
}

async function connect({ subject, tools, log, ending, talk, delivery }: Case): Promise<Socket> {
  const found = await log.run(SmtpStageKind.RESOLVE, async () => {
    const host = hostFrom(subject.host);
    if (host === null) throw new SmtpProblem(SmtpProblemKind.SETTINGS_UNUSABLE);
    delivery.host = host;
    return await resolveHost(host, tools, ending, (failure) => {
      delivery.dnsFailure = failure;
    });
  });
  const socket = await log.run(SmtpStageKind.CONNECT, () =>
    openConnection(found, subject.port, tools, ending, (attempts) => {
      delivery.attempts = attempts;
    }),
  );
  talk.use(socket);
  return socket;
}

async function greet({ talk, ending, delivery }: Case): Promise<void> {
  await talk.stage(SmtpStageKind.GREETING, async (tellReply) => {
    const reply = await awaitGreeting(talk, delivery.host, ending);
    tellReply(reply);
    requireCode(SmtpStageKind.GREETING, reply, 220);
  });
}

async function introduce({ talk, delivery }: Case, socket: Socket): Promise<EhloAnswer> {
  return await talk.stage(SmtpStageKind.EHLO, async (tellReply) => {
    const line = `EHLO ${ehloName(hostname(), socket)}`;
    const offer = ehloAnswerFrom(await talk.command(SmtpStageKind.EHLO, line, tellReply));
    delivery.offersStartTls ??= offer.startTls;
    return offer;
  });
}

async function startTls(delivering: Case, socket: Socket, offer: EhloAnswer): Promise<void> {
  const { talk } = delivering;
  await talk.stage(SmtpStageKind.TLS, async (tellReply) => {
    if (!offer.startTls) throw new SmtpProblem(SmtpProblemKind.STARTTLS_NOT_OFFERED);
    const reply = await talk.wire.command('STARTTLS');
    tellReply(reply);
    requireCode(SmtpStageKind.TLS, reply, 220);
    // Whatever comes in the clear after this reply is not from somebody who has read our STARTTLS.
    const injected = new SmtpProblem(SmtpProblemKind.STARTTLS_INJECTED, reply);
    if (talk.wire.hasUnread) throw injected;
    try {
      await secure(delivering, socket);
    } catch (error) {
      const isInClear = error instanceof SmtpProblem && error.kind === SmtpProblemKind.PORT_SPEAKS_PLAIN;
      throw isInClear ? injected : error;
    }
  });
}

/** The handshake, and the judgement of it: nothing is said over a connection that is not good. */
async function secure({ talk, tools, mask, delivery }: Case, socket: Socket): Promise<void> {
  const { host } = delivery;
  const secured = await secureConnection(socket, {
    host,
    authorities: tools.authorities ?? null,
    use: (securing) => talk.use(securing),
  });
  const tls = judgeTls(secured, host, new Date(), tools.authorities);
  delivery.tls = {
    ...tls,
    issuer: tls.issuer && mask.masked(tls.issuer),
    names: tls.names.map((name) => mask.masked(name)),
  };
  if (!isTrusted(delivery.tls)) throw new SmtpProblem(SmtpProblemKind.TLS_NOT_TRUSTED);
}

async function authenticate({ subject, mask, talk }: Case, offer: EhloAnswer): Promise<void> {
  const { credentials, security } = subject;
  if (credentials === null) return talk.skip(SmtpStageKind.AUTH);
  await talk.stage(SmtpStageKind.AUTH, async (tellReply) => {
    const reply = await signIn(talk.wire, credentials, offer, security !== SmtpSecurity.NONE, mask);
    tellReply(reply);
    requireCode(SmtpStageKind.AUTH, reply, 235);
  });
}
