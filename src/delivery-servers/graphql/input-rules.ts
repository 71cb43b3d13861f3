import type { InputRules } from '../../graphql/inputs/variable-problems.js';
import { type DeliveryServerDraft, settingsProblems } from '../delivery-server.rules.js';
import type { DeliveryServerService } from '../service/delivery-server.service.js';

/** An input whose parts are null where they did not fit. */
type UpdateDraft = DeliveryServerDraft & { id: string | null };

/** The rules that are asked of inputs that do not fit the schema, so that an answer tells of everything at once. */
export function inputRules(deliveryServers: Pick<DeliveryServerService, 'problemsOfUpdate'>): InputRules {
  return {
    deliveryServerCreate: (draft: DeliveryServerDraft) => settingsProblems(draft),
    deliveryServerUpdate: ({ id, ...draft }: UpdateDraft) => deliveryServers.problemsOfUpdate(id, draft),
    deliveryServerTestResultsSave: ({ id }: Pick<UpdateDraft, 'id'>) =>
      deliveryServers.problemsOfUpdate(id, {}),
  };
}
