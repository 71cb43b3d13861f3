import type { Logger } from 'pino';
import { Sight } from '../caller/sight.js';
import type { DeliveryServerRepository } from '../delivery-servers/storage/delivery-server.repository.js';
import type { EventLog } from '../events/event-log.js';
import type { FailurePolicy } from '../graphql/errors/error-policy.js';
import { createFingerprints } from '../secrets/fingerprint.js';
import type { Read } from '../sql/read.js';
import type { Transact } from '../sql/transact.js';
import type { VerificationRunRepository } from '../verification-runs/storage/verification-run.repository.js';
import type { PostTools } from '../webhook/service/post.js';
import { WebhookService } from '../webhook/service/webhook.service.js';
import { type WebhookNews, WebhookWorker } from '../webhook/service/webhook-worker.js';
import { WebhookRepository } from '../webhook/storage/webhook.repository.js';
import { shownUrl } from '../webhook/webhook-address.js';
import type { AppOptions, Times } from './options.js';

interface WebhookParts
  extends FailurePolicy,
    Pick<AppOptions & Times, 'webhook' | 'webhookTimes' | 'secretsKeys' | 'log'>,
    Pick<PostTools, 'createResolve' | 'guard'> {
  read: Read;
  transact: Transact;
  eventLog: EventLog;
  deliveryServers: DeliveryServerRepository;
  verificationRuns: VerificationRunRepository;
}

/** What tells the receiver of `VERIFY_WEBHOOK_URL`; without one nothing runs. */
export function createWebhook(parts: WebhookParts) {
  const { read, webhook: address, webhookTimes: times, deliveryServers, verificationRuns } = parts;
  const webhook = new WebhookRepository(read);
  if (address === null) return { webhookService: new WebhookService(webhook, null), webhookWorker: null };
  const receivers = createFingerprints(parts.secretsKeys, 'delivery-gateway webhook')(address.url);
  const news = newsFor(parts.log, address.url, parts);
  return {
    webhookService: new WebhookService(webhook, { url: address.url, receivers }),
    webhookWorker: new WebhookWorker({
      ...parts,
      webhook,
      address,
      receivers,
      transitions: (rowIds) => verificationRuns.transitions(rowIds, Sight.ofAll),
      servers: (rowIds) => deliveryServers.find(rowIds, Sight.ofAll),
      times,
      news,
      onGap: () =>
        parts.log.warn(
          'checks turned more than a day ago that the webhook was not told of: no gateway had it',
        ),
    }),
  };
}

function newsFor(log: Logger, url: string, { classifyFailure, report }: FailurePolicy): WebhookNews {
  const webhook = shownUrl(url);
  return {
    failing: ({ status, error }) =>
      log.warn({ webhook, status, error }, 'the webhook was not taken; it is tried again'),
    takenAgain: () => log.info({ webhook }, 'the webhook is taken again'),
    givenUp: (count) =>
      log.error({ webhook, count }, 'transitions of checks were given up: nobody took the webhook for a day'),
    replaced: () =>
      log.warn(
        { webhook },
        'another gateway has another VERIFY_WEBHOOK_URL, which is told instead of this one',
      ),
    unexpected: (error) => classifyFailure(error) ?? report(error),
  };
}
