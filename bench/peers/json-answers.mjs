import { cursorOf, smtpOf, statusOf } from './delivery-servers.mjs';

/** What the peers without GraphQL answer: the same JSON as those with it, made of rows. */
export function serverAnswer(row) {
  return {
    data: {
      deliveryServer: {
        id: `ds_${row.id}`,
        legacyId: row.id,
        version: row.version,
        name: row.name,
        smtp: smtpOf(row),
        createdAt: row.created_at,
        updatedAt: row.updated_at,
      },
    },
  };
}

export function pageAnswer({ rows, hasNextPage }, assignments) {
  const nodes = rows.map((row) => ({
    id: `ds_${row.id}`,
    legacyId: row.id,
    name: row.name,
    smtp: { host: row.smtp_host, port: row.smtp_port, security: row.smtp_security },
    domains: { linkTracking: row.link_tracking_domain, openTracking: row.open_tracking_domain },
    assignments: shownOf(assignments.get(row.id)),
  }));
  return { data: { deliveryServers: { nodes, pageInfo: { hasNextPage } } } };
}

export function updateAnswer(deliveryServer, userErrors) {
  return { data: { deliveryServerUpdate: { deliveryServer, userErrors } } };
}

export function fullPageAnswer({ rows, hasNextPage }, assignments) {
  const nodes = rows.map((row) => {
    const own = assignments.get(row.id);
    return {
      id: `ds_${row.id}`,
      legacyId: row.id,
      version: row.version,
      name: row.name,
      smtp: { ...smtpOf(row), hasPassword: row.smtp_has_password === 1 },
      domains: {
        linkTracking: row.link_tracking_domain,
        openTracking: row.open_tracking_domain,
        mailFrom: row.mail_from,
        enforcedFrom: row.enforced_from,
      },
      verification: { status: statusOf(row), lastCheckedAt: row.check_last_checked_at },
      isAllocated: own.length > 0,
      assignments: shownOf(own),
    };
  });
  const endCursor = rows.length > 0 ? cursorOf(rows.at(-1)) : null;
  return { data: { deliveryServers: { nodes, pageInfo: { hasNextPage, endCursor } } } };
}

function shownOf(assignments) {
  return assignments.map(({ userGroup: { id, name }, channels }) => ({ userGroup: { id, name }, channels }));
}
