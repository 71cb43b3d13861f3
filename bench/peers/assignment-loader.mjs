import DataLoader from 'dataloader';

/** Collects the servers of one request whose assignments are asked for, and reads them in one statement. */
export function createAssignmentLoader(deliveryServers) {
  return new DataLoader(async (ids) => {
    const found = await deliveryServers.assignments(ids);
    return ids.map((id) => found.get(id));
  });
}
