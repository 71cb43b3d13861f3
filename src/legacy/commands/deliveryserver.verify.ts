import type { Command } from '../command.js';
import { legacyFromTime } from '../legacy-time.js';
import { deliveryServerId, text } from '../readers.js';
import { answerMillisecondsAfterRun } from './answer-after-run.js';
import { checkNames, hasPassed } from './delivery-server-answer.js';

export const verifyDeliveryServer: Command = {
  name: 'deliveryserver.verify',
  undocumented: true,
  operation: `
    mutation ($input: DeliveryServerVerifyInput!) {
      deliveryServerVerifyToEnd(input: $input) {
        run {
          deliveryServer { legacyId }
          checks { kind status message checkedAt ... on DeliveryCheck { acceptedFor } }
        }
        userErrors { field code }
      }
    }`,
  parameters: [
    { name: 'DeliveryServerID', into: 'input.id', read: deliveryServerId, missing: [1], invalid: [2] },
    { name: 'To', into: 'input.to', read: text, invalid: [3] },
  ],
  errors: { 1: 'Missing DeliveryServerID', 2: 'Delivery server not found', 3: 'Invalid To email address' },
  errorShape: 'lists',
  answerMilliseconds: answerMillisecondsAfterRun,
  answer: ({ deliveryServerVerifyToEnd: { run } }) => answerOf(run),
  // It may be deleted while it is checked.
  notFoundCode: 2,
};

interface Run {
  deliveryServer: { legacyId: number } | null;
  checks: CheckResult[];
}

interface CheckResult {
  kind: keyof typeof checkNames;
  status: string;
  message: string;
  checkedAt: Date;
  acceptedFor?: string | null;
}

const underWay =
  'This check is still under way. The run goes on, and deliveryserver.get shows the result when it is there.';

function answerOf(run: Run | null): Record<string, unknown> | null {
  if (!run?.deliveryServer) return null;
  const results: Record<string, boolean> = {};
  const messages: Record<string, string> = {};
  for (const [kind, name] of Object.entries(checkNames)) {
    const check = run.checks.find((one) => one.kind === kind);
    const isPassed = check !== undefined && hasPassed(check.status);
    results[name] = isPassed;
    messages[name] = isPassed ? '' : (check?.message ?? underWay);
  }
  const times = run.checks.map(({ checkedAt }) => checkedAt.getTime());
  return {
    DeliveryServerID: run.deliveryServer.legacyId,
    AllPassed: Object.values(results).every(Boolean),
    VerificationResults: results,
    Messages: messages,
    VerificationLastCheckedAt: times.length > 0 ? legacyFromTime(new Date(Math.max(...times))) : null,
    TestEmailSentTo: run.checks.find(({ acceptedFor }) => acceptedFor)?.acceptedFor ?? '',
  };
}
