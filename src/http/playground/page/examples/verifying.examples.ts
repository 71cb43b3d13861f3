import { exampleGroup, userErrors } from './example.js';

const stages = 'stages { stage status durationMilliseconds replyCode enhancedCode replyText hint }';

const findings = `findings {
  severity code message host recordType expected observed
  remediation { summary zoneLine }
}`;

export const verifying = exampleGroup('Verification', [
  {
    title: 'Say what ought to be in DNS',
    comment:
      'A list replaces the whole list. What is not said here is taken from the settings of the gateway.',
    query: `mutation ExpectRecords($input: DeliveryServerUpdateInput!) {
      deliveryServerUpdate(input: $input) {
        deliveryServer {
          id version
          expectations { sendingAddresses dkim { selector domain publicKey } spfInclude linkTarget openTarget }
        }
        ${userErrors}
      }
    }`,
    variables: {
      input: {
        id: 'ds_1',
        expectations: {
          sendingAddresses: ['192.0.2.10', '2001:db8::/64'],
          dkim: [{ selector: 's1' }, { selector: 's2', domain: 'example.com' }],
          spfInclude: 'spf.example.net',
          linkTarget: 'links.example.net',
        },
      },
    },
  },
  {
    title: 'Verify a server',
    comment:
      'The run goes on by itself: ask for its results below. To see each stage of the delivery as it ends, press Play at "Follow verification" before.',
    query: `mutation Verify($input: DeliveryServerVerifyInput!) {
      deliveryServerVerify(input: $input) {
        run { id status createdAt deliveryMode recipient deliveryServer { name } }
        ${userErrors}
      }
    }`,
    variables: { input: { id: 'ds_1', to: 'ada@example.com' } },
  },
  {
    title: 'Verify several servers',
    query: `mutation VerifySeveral($input: DeliveryServersVerifyInput!) {
      deliveryServersVerify(input: $input) { runs { id status deliveryServer { name } } ${userErrors} }
    }`,
    variables: { input: { ids: ['ds_1', 'ds_3'], checks: ['SPF', 'DKIM', 'DMARC'] } },
  },
  {
    title: 'What was found, and what to publish',
    query: `query Findings($id: ID!) {
      deliveryServer(id: $id) {
        name
        verification {
          status lastCheckedAt certificateExpiresAt
          checks {
            kind status checkedAt lastPassedAt ${findings}
            result { ... on DeliveryCheck { acceptedFor ${stages} tls { protocol issuer daysLeft faults } } }
          }
        }
        verificationRuns(first: 5) { nodes { id status finishedAt changes { check from to } } }
      }
    }`,
    variables: { id: 'ds_1' },
  },
  {
    title: 'Try an SMTP server that is not stored',
    comment: 'Nothing is stored. It takes up to 6 seconds; with "to" it sends a message.',
    query: `mutation TestSettings($input: DeliveryServerSettingsTestInput!) {
      deliveryServerSettingsTest(input: $input) {
        check {
          status message ${findings}
          attempts { address outcome durationMilliseconds }
          ${stages}
          tls { protocol cipher issuer names validTo daysLeft faults }
          acceptedFor
        }
        ${userErrors}
      }
    }`,
    variables: {
      input: { host: 'smtp.example.com', port: 587, security: 'STARTTLS', mode: 'TLS' },
    },
  },
  {
    title: 'Check settings that no server has yet',
    comment: 'Nothing is stored. It takes up to 6 seconds.',
    query: `mutation CheckDns($input: DnsCheckInput!) {
      dnsCheck(input: $input) { checks { kind status message ${findings} } ${userErrors} }
    }`,
    variables: {
      input: {
        mailFrom: 'bounces.example.com',
        enforcedFrom: 'news@example.com',
        linkTracking: 'links.example.com',
        expectations: { sendingAddresses: ['192.0.2.10'], dkim: [{ selector: 's1' }] },
      },
    },
  },
  {
    title: 'Will this mail pass DMARC?',
    query: `query Forecast($userGroupId: ID!, $channel: Channel!, $sender: EmailAddress) {
      route(userGroupId: $userGroupId, channel: $channel, sender: $sender) {
        status
        mailFrom { address domain }
        from { address }
        forecast { result alignedBySpf alignedByDkim policyApplied }
      }
    }`,
    variables: { userGroupId: 'ug_1', channel: 'MARKETING', sender: 'ada@example.com' },
  },
]);
