import { registerEnumType } from 'type-graphql';
import {
  CheckKind,
  CheckStatus,
  DeliveryServerState,
  SmtpSecurity,
  VerificationSource,
} from '../delivery-server.js';
import { AddressSource, RouteStatus } from '../mail-route.js';
import { DeleteStatus } from '../service/delete-delivery-servers.js';
import { DeliveryServerOrderField } from '../storage/delivery-server-list.js';

registerEnumType(SmtpSecurity, {
  name: 'SmtpSecurity',
  description: 'How the connection to an SMTP server is protected.',
  valuesConfig: {
    NONE: { description: 'Plain text. In the legacy API: `false`.' },
    STARTTLS: {
      description: 'Plain at first, then upgraded, usually on port 587. In the legacy API: `tls`.',
    },
    IMPLICIT_TLS: { description: 'TLS from the first byte, usually on port 465. In the legacy API: `ssl`.' },
  },
});

registerEnumType(CheckKind, {
  name: 'CheckKind',
  description: 'What is checked of a delivery server.',
  valuesConfig: {
    EMAIL_DELIVERY: { description: 'A test message was accepted for delivery.' },
    SPF: { description: 'The SPF record of the mail-from domain allows this server to send (RFC 7208).' },
    DKIM: { description: 'Messages carry a DKIM signature whose key is published (RFC 6376).' },
    DMARC: { description: 'The sender domain publishes a DMARC policy (RFC 7489).' },
    SENDER_DOMAIN: { description: 'The mail-from domain is set up to take bounces.' },
    LINK_DOMAIN: { description: 'The link tracking domain points to the tracking service.' },
    OPEN_DOMAIN: { description: 'The open tracking domain points to the tracking service.' },
  },
});

registerEnumType(CheckStatus, {
  name: 'CheckStatus',
  description: 'What a check found.',
  valuesConfig: {
    NOT_CHECKED: { description: 'The check was never made.' },
    PASS: { description: 'All is well.' },
    FAIL: { description: 'Something has to be put right.' },
  },
});

registerEnumType(DeliveryServerState, {
  name: 'DeliveryServerState',
  description: 'Whether mail may be sent through a delivery server.',
  valuesConfig: {
    ENABLED: { description: 'It may be used.' },
    PAUSED: { description: 'It is not to be used for a while. The legacy API does not show this.' },
  },
});

registerEnumType(VerificationSource, {
  name: 'VerificationSource',
  description: 'Where verification results come from.',
  valuesConfig: {
    MEASURED: { description: 'This gateway made the checks.' },
    REPORTED: { description: 'A caller made the checks and reported the results.' },
  },
});

registerEnumType(RouteStatus, {
  name: 'RouteStatus',
  description: 'Whether mail of a channel can go.',
  valuesConfig: {
    READY: { description: 'It has a server that may be used.' },
    PAUSED: { description: 'Its server is paused.' },
    UNASSIGNED: { description: 'It has no server.' },
  },
});

registerEnumType(AddressSource, {
  name: 'RouteAddressSource',
  description: 'Who decides on an address of outgoing mail.',
  valuesConfig: {
    SERVER: { description: 'The settings of the delivery server.' },
    SENDER: { description: "The sender: it is the sender's own address." },
    MESSAGE: { description: 'Whoever writes the message.' },
  },
});

registerEnumType(DeleteStatus, {
  name: 'DeliveryServerDeleteStatus',
  description: 'What became of one delivery server that was to be deleted.',
  valuesConfig: {
    DELETED: { description: 'It existed and is gone.' },
    NOT_FOUND: { description: 'There was no such server, perhaps because it was deleted before.' },
  },
});

registerEnumType(DeliveryServerOrderField, {
  name: 'DeliveryServerOrderField',
  description: 'What a list of delivery servers can be ordered by.',
  valuesConfig: {
    NAME: { description: 'By name, letter case and accents aside.' },
    CREATED_AT: { description: 'By when they were created.' },
    UPDATED_AT: { description: 'By when they were last changed.' },
    LAST_CHECKED_AT: {
      description: 'By when they were last checked; never checked ones first when ascending.',
    },
    LEGACY_ID: { description: 'By the number of the legacy API.' },
  },
});
