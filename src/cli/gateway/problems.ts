import { CliError, type ExitCode, exitCodes } from '../terminal/cli-error.js';
import { printable } from '../terminal/printable.js';

/** Something in the input that can be put right: a user error, or a variable that does not fit. */
export interface FieldProblem {
  field: string[] | null;
  code: string;
  message: string;
}

/** An entry of `errors` in an answer. */
export interface GraphQLProblem {
  message: string;
  extensions?: { code?: string; missingScopes?: string[]; fieldErrors?: FieldProblem[] };
}

/** The name by which a person knows a value of the input, such as `smtp.host (--host)`. */
export type NameOf = (path: string) => string;

/** @throws CliError with a line for each problem, unless there is none */
export function refuseOn(problems: readonly FieldProblem[], nameOf: NameOf): void {
  if (problems.length > 0) throw refusal(problems, nameOf);
}

export function errorFrom(problems: readonly GraphQLProblem[], nameOf: NameOf): CliError {
  const fieldErrors = problems.flatMap(({ extensions }) => extensions?.fieldErrors ?? []);
  if (fieldErrors.length > 0) return refusal(fieldErrors, nameOf);
  const exitCode = commonExitCode(problems.map(({ extensions }) => extensions?.code));
  return new CliError(problems.map(sentenceOf).join('\n'), exitCode);
}

const codesWithExit = new Map<string | undefined, ExitCode>([
  ['UNAUTHENTICATED', exitCodes.notAllowed],
  ['FORBIDDEN', exitCodes.notAllowed],
  ['NOT_PERMITTED', exitCodes.notAllowed],
  ['NOT_FOUND', exitCodes.notFound],
  ['INVALID_ID', exitCodes.notFound],
  ['VERSION_CONFLICT', exitCodes.conflict],
  ['SERVICE_UNAVAILABLE', exitCodes.away],
  ['RATE_LIMITED', exitCodes.away],
]);

/** What all of them have in common: a script that mends one thing must not be told so when there is another. */
function commonExitCode(codes: readonly (string | undefined)[]): ExitCode {
  const [first = exitCodes.refused, ...others] = new Set(
    codes.map((code) => codesWithExit.get(code) ?? exitCodes.refused),
  );
  return others.length === 0 ? first : exitCodes.refused;
}

/** Room for all the words of an enum. */
const longestMessage = 2_000;

function refusal(problems: readonly FieldProblem[], nameOf: NameOf): CliError {
  const lines = problems.map(({ field, message }) => {
    const path = field?.filter((name, index) => index > 0 || name !== 'input').join('.');
    return printable(path ? `${nameOf(path)}: ${message}` : message, longestMessage);
  });
  return new CliError(lines.join('\n'), commonExitCode(problems.map(({ code }) => code)));
}

function sentenceOf({ message, extensions }: GraphQLProblem): string {
  const { code, missingScopes } = extensions ?? {};
  if (code === 'UNAUTHENTICATED')
    return 'The gateway does not accept this key: it is wrong, revoked, expired, or not for the network that you are in. Check GATEWAY_API_KEY.';
  if (code === 'FORBIDDEN' && missingScopes)
    return `This needs a key with the scope ${printable(missingScopes.join(', '))}. Set GATEWAY_API_KEY to one that has it.`;
  return printable(message);
}
