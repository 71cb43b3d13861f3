import type { DeliverySubject } from './delivery-subject.js';
import { SmtpProblemKind as Kind, type SmtpProblem, type SmtpProblemKind } from './smtp-problem.js';
import { smtpProblemTexts } from './smtp-problem-texts.js';

/** What a person can do about a problem, with settings that are stored or not. */
export function hintOfProblem({ kind }: SmtpProblem, { runId }: Pick<DeliverySubject, 'runId'>): string {
  const isStored = runId !== null;
  return (isStored ? undefined : hintsUnstored[kind]) ?? smtpProblemTexts[kind].hint;
}

const moreTime =
  'A server that is slow gets more time in a verification: store it with a longer timeout and verify it, as this test takes a few seconds at most.';

/** Where the usual hint is about the timeout, which counts for little in a test of settings that are not stored. */
const hintsUnstored: Readonly<Partial<Record<SmtpProblemKind, string>>> = {
  [Kind.TIMEOUT]: `Try again. ${moreTime}`,
  [Kind.GREETING_MISSING]: `An SMTP server speaks first. Check the port: something else may be listening there. ${moreTime}`,
};
