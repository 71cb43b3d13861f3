import type { DeliveryFacts } from '../../verification/check-result.js';
import { arrivalFindings, notArrivedFinding } from '../../verification/checks/arrival/arrival-findings.js';
import { FindingCode } from '../../verification/finding-code.js';
import { undoneFinding } from '../../verification/measure-check.js';
import { createNetworkGuard } from '../../verification/network/create-network-guard.js';
import type { LoopBack } from '../loop-back.js';

/** Whatever an operator allows: from other addresses no receiver sees mail come. */
const publicInternet = createNetworkGuard([]);

/**
 * What becomes of a message that a server has accepted for the gateway itself.
 * @param sendingAddresses those that the server is expected to send from
 * @param signal ends the wait; then it is told as interrupted
 */
export async function followArrival(
  loopBack: LoopBack,
  facts: DeliveryFacts,
  runRowId: number,
  sendingAddresses: readonly string[],
  signal: AbortSignal,
): Promise<DeliveryFacts> {
  const arrival = await loopBack.waitFor(runRowId, new Date(), signal);
  const findings =
    arrival === null
      ? [
          signal.aborted
            ? undoneFinding(FindingCode.INTERRUPTED)
            : notArrivedFinding(loopBack.waitMilliseconds / 1_000),
        ]
      : arrivalFindings(arrival, { sendingAddresses, isPublic: publicInternet.permits(arrival.address) });
  return { ...facts, arrival, findings: [...facts.findings, ...findings] };
}
