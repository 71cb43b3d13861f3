/**
 * IPv4 that is nobody's mail server: the registry of special-purpose addresses (RFC 6890, as of November 2026) and what is
 * special by other documents.
 */
export const specialIPv4Networks = [
  '0.0.0.0/8', // this host and this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // behind a provider's NAT (RFC 6598)
  '127.0.0.0/8', // loopback
  '168.63.129.16', // the host of a machine in Azure
  '169.254.0.0/16', // link-local, where clouds tell machines their secrets
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocols of the IETF, DS-Lite
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and the broadcast address
];

/**
 * The only IPv6 that is given out for the public internet (RFC 4291). Outside of it are loopback, mapped, compatible and
 * translated IPv4, discard-only, SRv6, unique local, link-local, site-local, multicast, and whatever will be special one day.
 */
export const publicIPv6Networks = ['2000::/3'];

/** What is special inside of it. */
export const specialIPv6Networks = [
  '2001::/23', // protocols of the IETF: Teredo, benchmarks, AMT, ORCHID, DRIP
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '2620:4f:8000::/48', // AS112
  '3ffe::/16', // the 6bone, given back (RFC 3701)
  '3fff::/20', // documentation (RFC 9637)
];
