import { SmtpReplyClass } from './smtp-stage.js';

/** What a server said to one command (RFC 5321, section 4.2), as it came: nothing in it is masked yet. */
export interface SmtpReply {
  /** 200 to 599. */
  code: number;
  replyClass: SmtpReplyClass;
  /** Such as `5.7.8` (RFC 3463); null when the first line has none. */
  enhancedCode: string | null;
  /** The text of each line, without the codes before it. */
  lines: readonly string[];
}

export interface ReplyLine {
  code: number;
  isLast: boolean;
  text: string;
}

/** Null for what is no line of a reply. */
export function parseReplyLine(line: string): ReplyLine | null {
  const [, code, separator, text = ''] = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line) ?? [];
  return code === undefined ? null : { code: Number(code), isLast: separator !== '-', text };
}

/** @param texts of its lines, as they came */
export function replyFrom(code: number, texts: readonly string[]): SmtpReply {
  const enhancedCode = /^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)/.exec(texts[0] ?? '')?.[0] ?? null;
  // Some servers repeat it on every line, where it would stand in the middle of what is said.
  const lines = texts.map((text) =>
    enhancedCode !== null && text.startsWith(enhancedCode) ? text.slice(enhancedCode.length) : text,
  );
  return { code, replyClass: replyClasses[Math.floor(code / 100)] ?? replyClasses[5], enhancedCode, lines };
}

const replyClasses = {
  2: SmtpReplyClass.POSITIVE_COMPLETION,
  3: SmtpReplyClass.POSITIVE_INTERMEDIATE,
  4: SmtpReplyClass.TRANSIENT_NEGATIVE,
  5: SmtpReplyClass.PERMANENT_NEGATIVE,
} as Readonly<Record<number, SmtpReplyClass>> & { 5: SmtpReplyClass };
