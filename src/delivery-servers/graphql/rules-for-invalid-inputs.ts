import type { Sight } from '../../caller/sight.js';
import type { InputRules } from '../../graphql/inputs/variable-problems.js';
import { type DeliveryServerDraft, settingsProblems } from '../delivery-server.rules.js';
import type { DeliveryServerService } from '../service/delivery-server.service.js';
import { withTagOf } from '../tags.js';

/** An input whose parts are null where they did not fit. */
type UpdateDraft = DeliveryServerDraft & { id: string | null };

/**
 * Used only when variables do not fit the schema: the rules that the rest of such an input is checked by, so that an answer
 * tells of everything at once.
 */
export function rulesForInvalidInputs(
  deliveryServers: Pick<DeliveryServerService, 'problemsOfUpdate'>,
): InputRules {
  const idProblems = ({ id }: Pick<UpdateDraft, 'id'>, sight: Sight) =>
    deliveryServers.problemsOfUpdate(id, {}, sight);
  return {
    deliveryServerCreate: (draft: DeliveryServerDraft, sight: Sight) =>
      settingsProblems(withTagOf(draft, sight)),
    deliveryServerUpdate: ({ id, ...draft }: UpdateDraft, sight: Sight) =>
      deliveryServers.problemsOfUpdate(id, draft, sight),
    deliveryServerTestResultsSave: idProblems,
    deliveryServerTestResultsMeasure: idProblems,
    deliveryServerVerifyToEnd: idProblems,
  };
}
