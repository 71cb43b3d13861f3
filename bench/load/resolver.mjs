// A resolver that takes its time: node bench/load/resolver.mjs <usual or hostile> <milliseconds>
import '@oxc-node/core/register';

const { startDnsServer } = await import('../../test/support/dns/dns-server.ts');

const strings = (text) => text.match(/.{1,255}/gs);

/** Each answer holds 64 KB. */
const hostileZone = (name) => [
  ['A', '192.0.2.1'],
  [
    'TXT',
    ...strings(
      `v=spf1 include:a.${name.slice(-200)} include:b.${name.slice(-200)} ${'ip4:192.0.2.1 '.repeat(4_000)}`,
    ),
  ],
];
const usualZone = (name) =>
  name.startsWith('_dmarc')
    ? [['TXT', 'v=DMARC1; p=reject']]
    : name.includes('_domainkey')
      ? [['TXT', 'v=DKIM1; k=ed25519; p=Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=']]
      : [
          ['A', '192.0.2.1'],
          [
            'TXT',
            name.startsWith('spf') ? 'v=spf1 ip4:192.0.2.0/24 -all' : 'v=spf1 include:spf.vendor.test -all',
          ],
        ];

const [zone, milliseconds] = process.argv.slice(2);
const dns = await startDnsServer({ usual: usualZone, hostile: hostileZone }[zone], {
  delayMilliseconds: Number(milliseconds),
});
process.on('SIGTERM', () => void dns.stop().then(() => process.exit(0)));
// What starts it waits for an address of this form.
console.log(`http://${dns.address}/`);
