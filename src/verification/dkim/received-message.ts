/** A message as it came, read as far as signatures need it. In texts each character stands for one octet. */
export interface ReceivedMessage {
  fields: readonly HeaderField[];
  body: string;
  /**
   * Why nothing in the header can be relied on, as a sentence; null when it can. Readers differ about such headers, so what is
   * verified here need not be what a person gets to see.
   */
  headerProblem: string | null;
}

export interface HeaderField {
  /** In lower case. */
  name: string;
  /** The whole field as it stands there, folded lines included, without the line break at its end. */
  text: string;
}

/** More fields than any mail has. */
const maxFields = 500;

/** Takes a message apart at its line breaks, which are CR and LF together (RFC 5322, section 2.1). */
export function readMessage(octets: Buffer): ReceivedMessage {
  const text = octets.toString('latin1');
  // Without fields the empty line comes first.
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
  const header = end === -1 ? text : text.slice(0, end);
  const body = end === -1 ? '' : text.slice(end === 0 ? 2 : end + 4);
  const texts = header.replace(/\r\n$/, '').split(/\r\n(?![ \t])/, maxFields + 1);
  const headerProblem = problemOf(header, texts.length);
  return { fields: texts.slice(0, maxFields).flatMap(fieldFrom), body, headerProblem };
}

function problemOf(header: string, count: number): string | null {
  if (count > maxFields) return `The header has more than ${maxFields} fields.`;
  return /\0|\r(?!\n)|(?<!\r)\n/.test(header) ? 'The header has a CR, LF or NUL that stands alone.' : null;
}

export function fieldsNamed({ fields }: ReceivedMessage, name: string): HeaderField[] {
  return fields.filter((field) => field.name === name);
}

/** What stands after the name and the colon. */
export function fieldValue({ text }: HeaderField): string {
  return text.slice(text.indexOf(':') + 1);
}

/** Nothing for a line that is no field. */
function fieldFrom(text: string): HeaderField[] {
  const name = /^([!-9;-~]+)[ \t]*:/.exec(text)?.[1]?.toLowerCase();
  return name === undefined ? [] : [{ name, text }];
}
