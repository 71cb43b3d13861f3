import { MalformedReply } from './decode-packet.js';
import type { DnsAnswer } from './dns-answer.js';
import { malformed, refused, serverFailed, truncated, unreachable } from './dns-failed.js';
import { exchangeOverTcp } from './exchange-over-tcp.js';
import { exchangeOverUdp } from './exchange-over-udp.js';
import { foundAnswer } from './found-answer.js';
import { type Question, queryFrom } from './query.js';
import { type Reply, ResponseCode } from './reply.js';
import type { ResolverAddress } from './resolver-address.js';

/** Asks one resolver, and waits until `signal` aborts. @throws the reason of the signal */
export async function askResolver(
  server: ResolverAddress,
  question: Question,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  let isOverTcp = false;
  try {
    let reply = await exchangeOverUdp(server, queryFrom(question, true), signal);
    const knowsNoEdns =
      reply.code === ResponseCode.FORMAT_ERROR || reply.code === ResponseCode.NOT_IMPLEMENTED;
    if (knowsNoEdns) reply = await exchangeOverUdp(server, queryFrom(question, false), signal);
    isOverTcp = reply.isTruncated;
    if (isOverTcp) reply = await exchangeOverTcp(server, queryFrom(question, !knowsNoEdns), signal);
    return answerFrom(server, question, reply);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MalformedReply) return malformed(server);
    return isOverTcp ? truncated(server) : unreachable(server);
  }
}

function answerFrom(server: ResolverAddress, question: Question, reply: Reply): DnsAnswer {
  if (reply.isTruncated) return truncated(server);
  switch (reply.code) {
    case ResponseCode.NO_ERROR:
      return reply.isReferral ? refused(server) : foundAnswer(question, reply);
    case ResponseCode.NAME_ERROR:
      return foundAnswer(question, reply);
    case ResponseCode.SERVER_FAILURE:
      return serverFailed(server);
    default:
      return refused(server);
  }
}
