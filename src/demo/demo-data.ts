import type { DeliveryServerSettings } from '../delivery-servers/delivery-server.rules.js';
import type { PauseRequest } from '../delivery-servers/pause.js';
import type { TestResults } from '../delivery-servers/service/delivery-server.service.js';
import { Channel } from '../user-groups/user-group.js';
import { SmtpSecurity } from '../verification/smtp/smtp-security.js';

// Names that nobody can own (RFC 2606), and hosts that nobody can reach. Nothing is random: documents and pictures show it.

export interface DemoServer {
  settings: DeliveryServerSettings;
  tests?: { results: TestResults; checkedAt: Date };
  pause?: PauseRequest;
}

const { NONE, STARTTLS, IMPLICIT_TLS } = SmtpSecurity;

/** The first two are those of the examples of the playground, some of which expect them at version 1. */
const relays: DemoServer[] = [
  { settings: settingsOf('Main relay', 'main.example', STARTTLS, ['eu', 'main']) },
  { settings: settingsOf('Second relay', 'second.example', IMPLICIT_TLS, ['eu', 'spare']) },
];

/** What is sent from every place, each by a server of its own. */
const jobs = [
  { name: 'Newsletter', label: 'news', security: STARTTLS, tags: ['bulk'] },
  { name: 'Receipts', label: 'receipts', security: IMPLICIT_TLS, tags: ['critical'] },
  { name: 'Automatic replies', label: 'replies', security: STARTTLS, tags: [] },
  { name: 'Warm-up', label: 'warm-up', security: STARTTLS, tags: ['bulk', 'warm-up'] },
  { name: 'Old data centre', label: 'old', security: NONE, tags: ['retiring'] },
];
const places = [
  { name: 'Frankfurt', label: 'frankfurt', tag: 'eu' },
  { name: 'Dublin', label: 'dublin', tag: 'eu' },
  { name: 'Ohio', label: 'ohio', tag: 'us' },
  { name: 'Oregon', label: 'oregon', tag: 'us' },
  { name: 'Singapore', label: 'singapore', tag: 'asia' },
  { name: 'Sydney', label: 'sydney', tag: 'asia' },
];

const allPassed: TestResults = {
  emailDelivery: true,
  spf: true,
  dkim: true,
  dmarc: true,
  senderDomain: true,
  linkDomain: true,
  openDomain: true,
};
/** What the tests found, in turn; where nothing stands, the server was never tested. */
const outcomes: (Partial<TestResults> | null)[] = [
  {},
  {},
  { dmarc: false },
  {},
  null,
  { spf: false, dkim: false },
  {},
  { emailDelivery: false, openDomain: false },
];

/** By the names of servers. No end of a pause may come, or a later day would have other demo data. */
const pauses: Record<string, PauseRequest> = {
  'Newsletter Sydney': { reason: 'The provider is moving.' },
  'Warm-up Ohio': { reason: 'Too many bounces; the list is being cleaned.' },
  'Old data centre Dublin': { reason: 'Kept for its records.', until: new Date('2099-01-01T00:00:00Z') },
  'Old data centre Oregon': {},
};

export const demoServers: readonly DemoServer[] = [
  ...relays,
  ...jobs.flatMap((job, jobIndex) =>
    places.map((place, placeIndex): DemoServer => {
      const number = jobIndex * places.length + placeIndex;
      const name = `${job.name} ${place.name}`;
      const found = outcomes[number % outcomes.length];
      const pause = pauses[name];
      return {
        settings: settingsOf(name, `${job.label}.${place.label}.example`, job.security, [
          place.tag,
          ...job.tags,
        ]),
        ...(found && {
          // From one day in autumn on, every other day.
          tests: {
            results: { ...allPassed, ...found },
            checkedAt: new Date(Date.UTC(2025, 9, 1 + 2 * number, 6 + placeIndex, 30)),
          },
        }),
        ...(pause && { pause }),
      };
    }),
  ),
];

function settingsOf(
  name: string,
  host: string,
  security: SmtpSecurity,
  tags: string[],
): DeliveryServerSettings {
  const label = host.replace(/\.example$/, '').replaceAll('.', '-');
  const isOpen = security === NONE;
  const ports = { [NONE]: 25, [STARTTLS]: 587, [IMPLICIT_TLS]: 465 };
  const isBulk = tags.includes('bulk');
  return {
    name,
    smtp: {
      host: `smtp.${host}`,
      port: ports[security],
      security,
      timeoutSeconds: 30,
      authRequired: !isOpen,
      username: isOpen ? null : `${label}-mailer`,
      password: isOpen ? null : 'change-me',
    },
    domains: {
      linkTracking: `links.${label}.example.com`,
      openTracking: `opens.${label}.example.com`,
      mailFrom: `bounces.${label}.example.com`,
      enforcedFrom: tags.includes('critical') ? 'shop@example.org' : null,
      useSenderInfoAsMailFrom: false,
      useSenderInfoAsFrom: isBulk,
    },
    senderRotation: {
      enabled: isBulk,
      settings: isBulk ? JSON.stringify({ senders: ['news@example.org', 'offers@example.org'] }) : null,
    },
    verifyEvery: null,
    tags,
  };
}

/** Each group with the names of the servers that its channels use. The first one is that of the examples. */
export const demoGroups: readonly { name: string; servers: Partial<Record<Channel, string>> }[] = [
  group('Newsletter team', 'Main relay', 'Receipts Frankfurt', 'Second relay'),
  group('Shop Europe', 'Newsletter Frankfurt', 'Receipts Dublin', 'Automatic replies Frankfurt'),
  group('Shop North America', 'Newsletter Ohio', 'Receipts Ohio', 'Automatic replies Ohio'),
  group('Shop Asia and Pacific', 'Newsletter Sydney', 'Receipts Singapore', 'Automatic replies Singapore'),
  group('Subscriptions', 'Newsletter Dublin', 'Receipts Oregon'),
  group('Press office', 'Main relay'),
  group('New customers', 'Warm-up Frankfurt', undefined, 'Automatic replies Dublin'),
  group('Customer service', undefined, 'Second relay', 'Automatic replies Oregon'),
  group('Accounting', undefined, 'Old data centre Frankfurt'),
  group('Interns'),
];

function group(name: string, marketing?: string, transactional?: string, autoResponder?: string) {
  const { MARKETING, TRANSACTIONAL, AUTO_RESPONDER } = Channel;
  const servers = {
    ...(marketing && { [MARKETING]: marketing }),
    ...(transactional && { [TRANSACTIONAL]: transactional }),
    ...(autoResponder && { [AUTO_RESPONDER]: autoResponder }),
  };
  return { name, servers };
}
