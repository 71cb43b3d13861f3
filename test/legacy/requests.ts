import type { TestApp } from '../support/test-app.js';

export function listRequest(app: TestApp) {
  return { Command: 'deliveryservers.get', APIKey: app.adminKey };
}

export function deleteRequest(id: number) {
  return { Command: 'deliveryservers.delete', DeliveryServerID: id };
}
