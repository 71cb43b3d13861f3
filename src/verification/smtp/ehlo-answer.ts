import type { SmtpReply } from './smtp-reply.js';

/** What a server offers (RFC 5321, section 4.1.1.1). */
export interface EhloAnswer {
  startTls: boolean;
  smtpUtf8: boolean;
  eightBitMime: boolean;
  size: boolean;
  /** In capitals; null when there is no AUTH at all. */
  authMechanisms: readonly string[] | null;
}

export function ehloAnswerFrom({ lines }: SmtpReply): EhloAnswer {
  const keywords = lines.slice(1).map((line) =>
    line
      .trim()
      .toUpperCase()
      .split(/[\s=]+/),
  );
  const offers = (name: string) => keywords.some(([keyword]) => keyword === name);
  // Some servers repeat it as `AUTH=LOGIN`, for clients from before the standard.
  const auth = keywords.filter(([keyword]) => keyword === 'AUTH');
  return {
    startTls: offers('STARTTLS'),
    smtpUtf8: offers('SMTPUTF8'),
    eightBitMime: offers('8BITMIME'),
    size: offers('SIZE'),
    authMechanisms:
      auth.length === 0
        ? null
        : [...new Set(auth.flatMap(([, ...mechanisms]) => mechanisms))].filter(Boolean),
  };
}
