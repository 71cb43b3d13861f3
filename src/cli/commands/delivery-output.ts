import { tableText } from '../terminal/table-text.js';
import { daysLeftText } from './days-left.js';

/** What a delivery test has to show beside its findings. */
export interface Delivery {
  attempts: { address: string; outcome: string; durationMilliseconds: number }[];
  stages: Stage[];
  tls: Tls | null;
  acceptedFor: string | null;
  messageId: string | null;
}

export interface Stage {
  stage: string;
  status: string;
  durationMilliseconds: number;
  replyCode: number | null;
  enhancedCode: string | null;
  replyText: string | null;
  hint: string | null;
}

interface Tls {
  protocol: string | null;
  cipher: string | null;
  issuer: string | null;
  names: string[];
  validTo: string | null;
  daysLeft: number | null;
  faults: string[];
}

export const stageSelection =
  'stage status durationMilliseconds replyClass replyCode enhancedCode replyText hint';

export const deliverySelection = `attempts { address outcome durationMilliseconds } stages { ${stageSelection} }
  tls { protocol cipher issuer names validFrom validTo daysLeft faults } acceptedFor messageId`;

/** A reply is one line of at most 512 octets (RFC 5321), but may have several. */
const widestReply = 600;

/**
 * The addresses that were tried, a row for each stage, and the TLS; a line each.
 * @param told what the findings have said, whose hints are not said again
 */
export function deliveryLines(
  { attempts, stages, tls, acceptedFor, messageId }: Delivery,
  told: string,
  wrap: (text: string) => string[],
): string[] {
  const tried = attempts.map(
    ({ address, outcome, durationMilliseconds }) => `${address} ${outcome}, ${durationMilliseconds} ms`,
  );
  const accepted =
    acceptedFor === null ? [] : [`accepted for ${acceptedFor}, Message-ID ${messageId ?? '-'}`];
  return [
    ...tried.flatMap((line) => wrap(`tried ${line}`)),
    ...stageLines(stages, told, wrap),
    ...(tls === null ? [] : tlsSentences(tls).flatMap(wrap)),
    ...accepted.flatMap(wrap),
  ];
}

function stageLines(stages: readonly Stage[], told: string, wrap: (text: string) => string[]): string[] {
  if (stages.length === 0) return [];
  const rows = stages.map((stage) => [
    stage.stage,
    stage.status,
    String(stage.durationMilliseconds),
    replyOf(stage),
  ]);
  const { text } = tableText([['STAGE', 'STATUS', 'MS', 'REPLY'], ...rows], null, widestReply);
  const [heading = '', ...lines] = text.trimEnd().split('\n');
  const hints = stages.map(({ hint }) => (hint === null || told.includes(hint) ? [] : wrap(`Hint: ${hint}`)));
  return [
    heading,
    ...lines.flatMap((line, index) => [line, ...(hints[index] ?? []).map((one) => `  ${one}`)]),
  ];
}

/** One stage as it ends, on a line. */
export function stageText(stage: Stage): string {
  const { stage: name, status, durationMilliseconds } = stage;
  return `${name} ${status} ${durationMilliseconds} ms ${replyOf(stage)}`.trimEnd();
}

function replyOf({ replyCode, enhancedCode, replyText }: Stage): string {
  return [replyCode, enhancedCode, replyText].filter((part) => part !== null && part !== '').join(' ');
}

function tlsSentences({ protocol, cipher, issuer, names, validTo, daysLeft, faults }: Tls): string[] {
  const until =
    validTo === null
      ? ''
      : `, until ${validTo.slice(0, 10)}${daysLeft === null ? '' : ` (${daysLeftText(daysLeft)})`}`;
  return [
    `${protocol ?? 'TLS'} ${cipher ?? ''}`.trim(),
    ...(issuer === null && names.length === 0
      ? []
      : [`certificate for ${names.join(', ') || 'no name'}, issued by ${issuer ?? 'nobody'}${until}`]),
    ...(faults.length === 0 ? [] : [`faults: ${faults.join(', ')}`]),
  ];
}
