import { describeEnum } from '../../graphql/schema/describe-enum.js';
import { CheckKind, CheckStatus } from '../../verification/check.js';
import { SmtpSecurity } from '../../verification/smtp/smtp-security.js';
import { DeliveryServerState, VerificationSource } from '../delivery-server.js';
import { AddressSource, RouteStatus } from '../mail-route.js';
import { DeleteStatus } from '../service/delete-delivery-servers.js';
import { DeliveryServerOrderField } from '../storage/delivery-server-list.js';

describeEnum({ SmtpSecurity }, 'How the connection to an SMTP server is protected.', {
  NONE: 'Plain text. In the legacy API: `false`.',
  STARTTLS: 'Plain at first, then upgraded, usually on port 587. In the legacy API: `tls`.',
  IMPLICIT_TLS: 'TLS from the first byte, usually on port 465. In the legacy API: `ssl`.',
});

describeEnum({ CheckKind }, 'What is checked of a delivery server.', {
  EMAIL_DELIVERY: 'A test message was accepted for delivery.',
  SPF: 'The SPF record of the mail-from domain allows this server to send (RFC 7208).',
  DKIM: 'Messages carry a DKIM signature whose key is published (RFC 6376).',
  DMARC: 'The sender domain publishes a DMARC policy (RFC 9989).',
  SENDER_DOMAIN: 'The mail-from domain is set up to take bounces.',
  LINK_DOMAIN: 'The link tracking domain points to the tracking service.',
  OPEN_DOMAIN: 'The open tracking domain points to the tracking service.',
});

describeEnum({ CheckStatus }, 'What a check found.', {
  NOT_CHECKED: 'The check was never made.',
  PASS: 'All is well.',
  FAIL: 'Something has to be put right.',
  WARN: 'It works, but somebody will be unhappy. To the legacy API it has passed.',
  ERROR: 'It could not be measured: DNS or the network failed. It says nothing about the server.',
});

describeEnum({ DeliveryServerState }, 'Whether mail may be sent through a delivery server.', {
  ENABLED: 'It may be used.',
  PAUSED: 'It is not to be used for a while. The legacy API does not show this.',
});

describeEnum({ VerificationSource }, 'Where verification results come from.', {
  MEASURED: 'This gateway made the checks.',
  REPORTED: 'A caller made the checks and reported the results.',
});

describeEnum({ RouteStatus }, 'Whether mail of a channel can go.', {
  READY: 'It has a server that may be used.',
  PAUSED: 'Its server is paused.',
  UNASSIGNED: 'It has no server.',
});

describeEnum({ RouteAddressSource: AddressSource }, 'Who decides on an address of outgoing mail.', {
  SERVER: 'The settings of the delivery server.',
  SENDER: "The sender: it is the sender's own address.",
  MESSAGE: 'Whoever writes the message.',
});

describeEnum(
  { DeliveryServerDeleteStatus: DeleteStatus },
  'What became of one delivery server that was to be deleted.',
  {
    DELETED: 'It existed and is gone.',
    NOT_FOUND: 'There was no such server, perhaps because it was deleted before.',
  },
);

describeEnum({ DeliveryServerOrderField }, 'What a list of delivery servers can be ordered by.', {
  NAME: 'By name, letter case and accents aside.',
  CREATED_AT: 'By when they were created.',
  UPDATED_AT: 'By when they were last changed.',
  LAST_CHECKED_AT: 'By when they were last checked; never checked ones first when ascending.',
  LEGACY_ID: 'By the number of the legacy API.',
});
