import { Query, Resolver } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { Needs } from '../../graphql/admission/access-check.js';
import type { WebhookService } from '../service/webhook.service.js';
import { VerificationWebhook } from './webhook.type.js';

@Resolver()
export class WebhookResolver {
  constructor(private readonly service: WebhookService) {}

  @Needs(Scope.ADMIN)
  @Query(() => VerificationWebhook, {
    nullable: true,
    description:
      'Whether the webhook of `VERIFY_WEBHOOK_URL` works. Null when this gateway has none. Needs ADMIN.',
  })
  verificationWebhook(): Promise<VerificationWebhook | null> {
    return this.service.look();
  }
}
