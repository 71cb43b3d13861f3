import type { DeliverySubject } from './delivery-subject.js';
import type { EhloAnswer } from './ehlo-answer.js';
import { type EnvelopeAddress, recipientAddress, senderAddress } from './envelope-address.js';
import { SmtpProblem, SmtpProblemKind } from './smtp-problem.js';
import { SmtpStageKind } from './smtp-stage.js';
import { requireCode, requireDone, type SmtpTalk } from './smtp-talk.js';
import { composeTestMessage } from './test-message.js';

/**
 * The stages from MAIL_FROM on. Gives the id of the message that the server has accepted.
 * @param server its host and port, for the message
 */
export async function sendTestMessage(
  talk: SmtpTalk,
  subject: DeliverySubject & { to: string },
  offer: EhloAnswer,
  server: string,
): Promise<string> {
  const recipient = recipientAddress(subject.to);
  const message = await talk.stage(SmtpStageKind.MAIL_FROM, async (tellReply) => {
    const sender = usable(senderAddress(subject.mailFrom), offer);
    const from = subject.enforcedFrom === null ? sender : usable(senderAddress(subject.enforcedFrom), offer);
    const composed = await composeTestMessage({
      server,
      runId: subject.runId,
      from: from.text,
      to: (recipient ?? sender).text,
      domain: from.domain,
    });
    const isUtf8 = [sender, from, recipient].some((address) => address?.needsUtf8);
    const parameters = parametersOf(offer, composed.octets.length, isUtf8);
    await talk.command(SmtpStageKind.MAIL_FROM, `MAIL FROM:<${sender.text}>${parameters}`, tellReply);
    return composed;
  });
  await talk.stage(SmtpStageKind.RCPT_TO, async (tellReply) => {
    const { text } = usable(recipient, offer);
    await talk.command(SmtpStageKind.RCPT_TO, `RCPT TO:<${text}>`, tellReply);
  });
  await talk.stage(SmtpStageKind.DATA, async (tellReply) => {
    const reply = await talk.wire.command('DATA');
    tellReply(reply);
    requireCode(SmtpStageKind.DATA, reply, 354);
  });
  await talk.stage(SmtpStageKind.ACCEPTED, async (tellReply) => {
    const reply = await talk.wire.message(message.octets);
    tellReply(reply);
    requireDone(SmtpStageKind.ACCEPTED, reply);
  });
  return message.id;
}

function usable(address: EnvelopeAddress | null, { smtpUtf8 }: EhloAnswer): EnvelopeAddress {
  if (address === null) throw new SmtpProblem(SmtpProblemKind.SETTINGS_UNUSABLE);
  if (address.needsUtf8 && !smtpUtf8) throw new SmtpProblem(SmtpProblemKind.UTF8_NOT_OFFERED);
  return address;
}

/** What MAIL FROM says besides: how big the message is (RFC 1870), and that there are letters beyond ASCII (RFC 6531). */
function parametersOf(offer: EhloAnswer, size: number, isUtf8: boolean): string {
  const isEightBit = isUtf8 && offer.eightBitMime;
  return `${offer.size ? ` SIZE=${size}` : ''}${isEightBit ? ' BODY=8BITMIME' : ''}${isUtf8 ? ' SMTPUTF8' : ''}`;
}
