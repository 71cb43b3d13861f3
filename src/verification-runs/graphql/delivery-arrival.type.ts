import { Field, Int } from 'type-graphql';
import { NullableField, PlainObject } from '../../graphql/decorators.js';
import { DateTime } from '../../graphql/schema/scalars.js';
import type {
  DeliveryArrival as DeliveryArrivalData,
  MessageAuthentication as MessageAuthenticationData,
  SpfOutcome,
} from '../../verification/delivery-arrival.js';
import { DkimResult, type VerifiedSignature } from '../../verification/dkim/verified-signature.js';
import { SpfResult } from '../../verification/spf/spf-evaluation.js';
import { DmarcForecast } from './check-facts.type.js';

@PlainObject('MessageSpf', 'What SPF says of a message that arrived.')
export class MessageSpf implements SpfOutcome {
  @Field(() => String, {
    description: 'The domain of the sender; of a message from nobody, the name that the server gave itself.',
  })
  domain!: string;

  @Field(() => SpfResult, { description: 'The result for the address that the message came from.' })
  result!: SpfResult;
}

@PlainObject('DkimSignature', 'A DKIM signature of a message that arrived, verified.')
export class DkimSignature implements VerifiedSignature {
  @NullableField(() => String, 'The domain that signs. Null when the signature does not say.')
  domain!: string | null;

  @NullableField(() => String, 'The selector of the key. Null when the signature does not say.')
  selector!: string | null;

  @NullableField(() => String, 'Such as `rsa-sha256`. Null when the signature does not say.')
  algorithm!: string | null;

  @Field(() => DkimResult, { description: 'What became of it.' })
  result!: DkimResult;

  @NullableField(
    () => String,
    'Why it did not pass, or which part of the body it does not cover though it did. Null when it passes for all.',
  )
  reason!: string | null;
}

@PlainObject('MessageAuthentication', 'What SPF, DKIM and DMARC say of a message that arrived.')
export class MessageAuthentication implements MessageAuthenticationData {
  @Field(() => String, { description: 'The sender of the envelope. Empty for a message from nobody.' })
  mailFrom!: string;

  @NullableField(() => String, 'The address in From. Null when there is not exactly one.')
  from!: string | null;

  @Field(() => MessageSpf, { description: 'SPF, for the address that the message came from.' })
  spf!: MessageSpf;

  @Field(() => [DkimSignature], { description: 'Its signatures, at most five. Empty when nobody signed.' })
  dkim!: DkimSignature[];

  @NullableField(
    () => DmarcForecast,
    'DMARC of that very message. Null when there is no single address in From.',
  )
  dmarc!: DmarcForecast | null;
}

@PlainObject('DeliveryArrival', 'How the test message came back to the gateway.')
export class DeliveryArrival implements DeliveryArrivalData {
  @Field(() => DateTime, { description: 'When it came.' })
  arrivedAt!: Date;

  @Field(() => Int, {
    description: 'How long after the server had accepted it. 0 when it came before that was said.',
  })
  afterMilliseconds!: number;

  @Field(() => String, { description: 'The address that it came from: IPv4 or IPv6.' })
  address!: string;

  @Field(() => String, { description: 'The name that the sender gave itself (HELO or EHLO).' })
  helo!: string;

  @NullableField(() => String, 'Such as `TLSv1.3`. Null without TLS.')
  tlsProtocol!: string | null;

  @NullableField(() => String, 'Such as `TLS_AES_256_GCM_SHA384`. Null without TLS.')
  tlsCipher!: string | null;

  @Field(() => MessageAuthentication, { description: 'What SPF, DKIM and DMARC say of it.' })
  authentication!: MessageAuthentication;
}
