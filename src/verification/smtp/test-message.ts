import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { printableLine } from './printable-line.js';

export interface TestMessageOptions {
  /** Host and port of the server that is tried. */
  server: string;
  /** Such as `vr_12`; null when the settings are not stored. */
  runId: string | null;
  from: string;
  to: string;
  /** Of the sender, for the id of the message. */
  domain: string;
}

export interface TestMessage {
  /** Without the angle brackets. */
  id: string;
  octets: Buffer;
}

const maxRunIdLength = 40;

/** The message of a delivery test, which says what it is to whoever finds it. */
export async function composeTestMessage(options: TestMessageOptions): Promise<TestMessage> {
  const { server, from, to, domain } = options;
  const runId = options.runId && printableLine(options.runId, maxRunIdLength);
  const id = `${randomUUID()}@${domain}`;
  const composer = new MailComposer({
    from: { name: 'Delivery test', address: from },
    to: { name: '', address: to },
    subject: `Delivery test of ${server}${runId === null ? '' : ` (run ${runId})`}`,
    text: textOf({ server, runId, to }),
    messageId: `<${id}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(runId === null ? {} : { 'X-Verification-Run': runId }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { id, octets: await composer.compile().build() };
}

function textOf({ server, runId, to }: Pick<TestMessageOptions, 'server' | 'runId' | 'to'>): string {
  return [
    'This is a test message.',
    '',
    `It was sent to find out whether the SMTP server ${server} accepts mail, and was addressed to ${to}.`,
    runId === null
      ? 'The settings of the server were tried before they were saved.'
      : `The run of checks that sent it is ${runId}.`,
    '',
    'That you have received it means that the server delivers. Nothing has to be done, and nobody needs to answer.',
    'If you do not know the server, somebody who manages it has entered your address; you can ignore this message.',
    '',
  ].join('\r\n');
}
