import fc from 'fast-check';

/** Messages with everything that canonicalization is about: folded lines, blanks, doubled fields, empty lines. */
const blank = fc.constantFrom(' ', '  ', '\t', ' \t ');
const fold = fc.constantFrom('\r\n ', '\r\n\t', '\r\n  ');
const word = fc.stringMatching(/^[!-9<-~]{1,12}$/);
const octets = fc.stringMatching(/^[!-~\x80-\xff]{1,20}$/);

const fieldValue = fc
  .array(fc.tuple(fc.oneof(blank, fold), word), { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.flat().join(''));
const field = fc
  .tuple(
    fc.constantFrom('Subject', 'subject', 'To', 'X-Mailer', 'Date', 'CC', 'MIME-Version'),
    fc.constantFrom('', ' '),
    fieldValue,
    fc.constantFrom('', ' ', '\t '),
  )
  .map(([name, before, value, after]) => `${name}${before}:${value}${after}`);

const line = fc
  .array(fc.oneof(octets, blank), { maxLength: 6 })
  .map((pieces) => pieces.join(''))
  // A line of its own with a dot is a matter of SMTP.
  .filter((text) => !text.startsWith('.'));
const body = fc.array(fc.oneof(line, fc.constant('')), { maxLength: 8 }).map((lines) => lines.join('\r\n'));

/** Each character is one octet. */
export const anyMessage = fc
  .tuple(fc.array(field, { maxLength: 6 }), fc.array(field, { maxLength: 3 }), body)
  .map(([before, after, text]) =>
    [...before, 'From: News <news@shop.test>', ...after, '', text].join('\r\n'),
  );

/** What happens to a message on its way; some of it harms no signature. */
export const anyDamage = fc.oneof(
  fc.constant((message: string) => message),
  fc.constant((message: string) => `${message}\r\n\r\n`),
  fc.constant((message: string) => `${message} more`),
  fc.constant((message: string) => `X-Spam: no\r\n${message}`),
  fc.constant((message: string) => `Subject: another\r\n${message}`),
  fc.constant((message: string) => message.replace(/\r\n\r\n/, '\r\nSubject: last\r\n\r\n')),
  fc.constant((message: string) => message.replace(/\r\n[ \t]+/g, ' ')),
  fc.constant((message: string) => message.replace(/^subject/im, 'SUBJECT')),
  fc.constant((message: string) => message.replace(/ +\r\n/g, '\r\n')),
  fc.nat(2_000).map((place) => (message: string) => changedAt(message, place)),
);

/** One letter differs. */
function changedAt(message: string, place: number): string {
  const index = place % message.length;
  const letter = message[index] ?? '';
  if (!/[a-z]/i.test(letter)) return message;
  return message.slice(0, index) + (letter === 'q' ? 'x' : 'q') + message.slice(index + 1);
}
