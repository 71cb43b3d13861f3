import { CheckKind } from '../check.js';
import type { DeliveryFacts } from '../check-result.js';
import { type DeliveryTools, deliver } from '../smtp/deliver.js';
import type { DeliverySubject } from '../smtp/delivery-subject.js';
import { deliveryFindings } from './delivery/delivery-findings.js';

/** Whether the SMTP server of these settings takes a connection, a user, a message: as far as `subject.mode` says. */
export async function checkDelivery(subject: DeliverySubject, tools: DeliveryTools): Promise<DeliveryFacts> {
  const delivery = await deliver(subject, tools);
  const { attempts, stages, tls, acceptedFor, messageId } = delivery;
  return {
    kind: CheckKind.EMAIL_DELIVERY,
    findings: deliveryFindings(subject, delivery, tools.signal),
    attempts,
    stages,
    tls,
    acceptedFor,
    messageId,
    arrival: null,
  };
}
