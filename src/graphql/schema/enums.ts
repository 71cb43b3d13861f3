import { registerEnumType } from 'type-graphql';
import { Scope } from '../../caller/scope.js';
import { ViewerKind } from '../../caller/viewer.js';
import {
  CheckKind,
  CheckStatus,
  DeliveryServerState,
  SmtpSecurity,
  VerificationSource,
} from '../../delivery-servers/delivery-server.js';
import { AddressSource, RouteStatus } from '../../delivery-servers/route.js';
import { DeleteStatus } from '../../delivery-servers/service/delete-delivery-servers.js';
import { DeliveryServerOrderField } from '../../delivery-servers/storage/delivery-server-list.js';
import { ChangeKind } from '../../events/change.js';
import { OrderDirection } from '../../lists/list-order.js';
import { Reason } from '../../problems/problem.js';
import { UserGroupOrderField } from '../../user-groups/storage/user-group-list.js';
import { Channel } from '../../user-groups/user-group.js';

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

registerEnumType(Channel, {
  name: 'Channel',
  description:
    'A kind of mail that a user group sends. Each channel of a group uses at most one delivery server.',
  valuesConfig: {
    MARKETING: { description: 'Campaigns.' },
    TRANSACTIONAL: { description: 'Mail that answers something a person did, such as receipts.' },
    AUTO_RESPONDER: { description: 'Automatic replies and sequences.' },
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

registerEnumType(UserGroupOrderField, {
  name: 'UserGroupOrderField',
  description: 'What a list of user groups can be ordered by.',
  valuesConfig: {
    NAME: { description: 'By name, letter case and accents aside.' },
    CREATED_AT: { description: 'By when they were created.' },
    UPDATED_AT: { description: 'By when they, or one of their channels, were last changed.' },
  },
});

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which way a list is ordered.',
  valuesConfig: {
    ASC: { description: 'Smallest, earliest or A first.' },
    DESC: { description: 'Largest, latest or Z first.' },
  },
});

registerEnumType(ChangeKind, {
  name: 'ChangeKind',
  description: 'What happened to an object.',
  valuesConfig: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'It, or something that belongs to it, was changed.' },
    DELETED: { description: 'It is gone.' },
  },
});

registerEnumType(Scope, {
  name: 'Scope',
  description: 'What a credential may do. Each scope stands for itself; none includes another.',
  valuesConfig: {
    READ: { description: 'Read delivery servers and user groups.' },
    WRITE: { description: 'Create, change and delete delivery servers and user groups.' },
    VERIFY: { description: 'Run checks that send test messages.' },
    SECRETS: {
      description:
        'Read stored SMTP passwords, which only the legacy API ever returns, and have them sent elsewhere: change the host of a server that has one, or copy it.',
    },
    ADMIN: { description: 'Manage API keys.' },
  },
});

registerEnumType(ViewerKind, {
  name: 'ViewerKind',
  description: 'What kind of credential a request carries.',
  valuesConfig: {
    API_KEY: { description: 'An API key.' },
    ADMINISTRATOR: { description: 'The session of an administrator who signed in.' },
  },
});

registerEnumType(Reason, {
  name: 'UserErrorCode',
  description:
    'Why a value was refused. More codes may come: treat one that you do not know as a plain refusal.',
  valuesConfig: {
    REQUIRED: { description: 'A value is needed here, and it must not be blank.' },
    INVALID: { description: 'The value is not of the required form.' },
    TOO_LONG: { description: 'The text or the list is longer than allowed.' },
    OUT_OF_RANGE: { description: 'The number or the time is outside the allowed range.' },
    INVALID_ID: { description: 'The text is not an id of the required type.' },
    NOT_FOUND: { description: 'Nothing has this id.' },
    VERSION_CONFLICT: { description: 'The object was changed since the version that was expected.' },
    IDEMPOTENCY_KEY_REUSED: { description: 'The idempotency key was used before, for another input.' },
    INVALID_CREDENTIALS: { description: 'The user name or the password is wrong.' },
    NOT_PERMITTED: { description: 'Your credential cannot do this with this value.' },
    PASSWORD_DAMAGED: {
      description: 'The stored SMTP password does not open any more; it has to be given again.',
    },
  },
});
