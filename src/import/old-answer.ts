import { JsonObject } from '../json/json-value.js';
import { type JsonLimits, parseJson } from '../json/parse-json.js';
import type { RawAnswer } from './fetch-old-servers.js';
import { ImportError } from './import-error.js';
import { entriesOf, type OldEntry, wholeNumber } from './old-values.js';

/**
 * The servers that an answer of `deliveryservers.get` holds, unread; none when the old installation has none.
 * @throws ImportError when it is an error, or not such an answer at all
 */
export function serversInAnswer({ bytes, status }: RawAnswer): OldEntry[] {
  const answer = parse(bytes, status);
  const code = errorCode(answer);
  const isHttpError = status !== null && status >= 400;
  if (code === noServers && !isHttpError) return [];
  if (code !== null && code !== noServers)
    throw new ImportError(errorMessages[code] ?? `The old installation answers with error ${code}.`);
  if (isHttpError) throw new ImportError(`The old installation answers HTTP ${status}.`);
  const entries = entriesOf(answer.DeliveryServers);
  // None is only what says so: other commands succeed as well, and other programs answer with objects.
  const isNone = 'DeliveryServers' in answer && 'Success' in answer;
  if (entries === null || (entries.length === 0 && !isNone)) throw notAnAnswer(status);
  const total = wholeNumber(answer.TotalDeliveryServerCount);
  if ('value' in total && total.value !== null && total.value > entries.length) {
    throw new ImportError(
      `The answer is one page, ${entries.length} of ${total.value} servers. Save an answer with all of them.`,
    );
  }
  return entries;
}

const noServers = 2;

const errorMessages: Readonly<Record<number, string>> = {
  429: 'The old installation has had too many requests (429). Try again in a few minutes.',
  99998: 'The old installation does not accept the key (99998). Check OLD_API_KEY or --key.',
  99999: 'The key may not read the delivery servers of the old installation (99999). Use an admin API key.',
  100003:
    'The old installation does not know deliveryservers.get (100003). Save its answer otherwise, for --file.',
  100005: 'The old installation failed to answer (100005). Try again, and look at its log.',
};

/** A lone surrogate is a problem of one server, which is refused with its reason. */
const wholeAnswer: JsonLimits = { maxDepth: 100, allowsLoneSurrogates: true, add() {} };

function parse(bytes: Buffer, status: number | null): Record<string, unknown> {
  let text: string;
  try {
    // Passwords must not be bent into replacement characters; a byte order mark is dropped.
    // Half a character at the end is not refused here: it comes of an answer that is cut off.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    throw new ImportError('The answer is not text in UTF-8.');
  }
  try {
    const answer = parseJson(text, wholeAnswer);
    if (answer instanceof JsonObject) return Object.fromEntries(answer);
  } catch {
    // The parser's message would quote the answer.
    if (/^\s*</.test(text)) {
      throw new ImportError(
        `The answer is a web page, not JSON${httpStatus(status)}. Check that the address is that of api.php.`,
      );
    }
    if (isCutOff(text)) {
      throw new ImportError(
        `The answer is cut off after ${bytes.length} bytes${httpStatus(status)}. Get it once more, whole.`,
      );
    }
  }
  throw notAnAnswer(status);
}

/** Whether an object was begun and not ended. */
function isCutOff(text: string): boolean {
  const brackets = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"?|[^"{}[\]]+/gs, '');
  const ends = brackets.replace(/[{[]/g, '').length;
  return /^\s*\{/.test(text) && brackets.length > 2 * ends;
}

function notAnAnswer(status: number | null): ImportError {
  return new ImportError(`This is not an answer of deliveryservers.get${httpStatus(status)}.`);
}

function httpStatus(status: number | null): string {
  return status === null || status === 200 ? '' : ` (HTTP ${status})`;
}

/** The first error code of an answer that is not a success, -1 when it gives none, null for a success. */
function errorCode(answer: Record<string, unknown>): number | null {
  const { Success, ErrorCode } = answer;
  const isSuccess = Success === undefined || /^(true|1)$/i.test(String(Success));
  if (isSuccess) return null;
  const reading = wholeNumber(Array.isArray(ErrorCode) ? ErrorCode[0] : ErrorCode);
  return 'value' in reading && reading.value !== null ? reading.value : -1;
}
