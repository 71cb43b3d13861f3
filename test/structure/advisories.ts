/** What was wrong in a package, and which versions of it are without: one range for all its major lines. */
interface Advisory {
  name: string;
  safe: string;
  advisory: string;
  what: string;
}

/**
 * Known advisories of packages that are locked here, or were. A package that is in none of these may have one all the
 * same: the table says below which version nothing may fall back, and is no scan. To add one, take its range from
 * the advisory.
 */
export const advisories: readonly Advisory[] = table(`
  @apollo/server     | >=4.7.4                                 | GHSA-68jh-rf6x-836f | nonces of the landing page were reused
  @apollo/server     | ^4.13.0 || >=5.4.0                      | GHSA-mp6q-xf9x-fwf7 | a body in another character set stopped the standalone server
  @apollo/server     | >=5.5.0                                 | GHSA-9q82-xgwf-vj6h | GET with a content type passed the CSRF prevention
  @hapi/hoek         | ^8.5.1 || >=9.0.3                       | GHSA-c429-5p7v-vgjp | prototype pollution by clone
  @opentelemetry/core | >=2.8.0                                | GHSA-8988-4f7v-96qf | a baggage header of any size was read
  ajv                | ^6.12.3 || >=7.0.0                      | GHSA-v88g-cgmw-v5xw | prototype pollution by a schema
  ajv                | ^6.14.0 || >=8.18.0                     | GHSA-2g4f-4pwh-qvx6 | slow regular expression with $data
  ansi-regex         | ^3.0.1 || ^4.1.1 || ^5.0.1 || >=6.0.1   | GHSA-93q8-gq69-wqmw | slow regular expression
  body-parser        | ^1.20.3 || >=2.0.0                      | GHSA-qwcr-r2fm-qrc7 | slow urlencoded bodies
  body-parser        | ^1.0.0 || >=2.2.1                       | GHSA-wqch-xfxh-vrr4 | slow urlencoded bodies with many parameters
  body-parser        | ^1.20.6 || >=2.3.0                      | GHSA-v422-hmwv-36x6 | an invalid limit was no limit
  cookie             | >=0.7.0                                 | GHSA-pxg6-pf52-xh8x | a name could set other fields of the cookie
  debug              | ^2.6.9 || ^3.2.7 || >=4.3.1             | GHSA-gxpj-cx7g-858c | slow regular expression
  dns-packet         | ^1.3.2 || >=5.2.2                       | GHSA-3wcq-x3mq-6r9p | uninitialised memory went into packets
  express            | ^4.19.2 || >=5.0.0                      | GHSA-rv95-896h-c2vc | open redirect by malformed addresses
  express            | ^4.20.0 || >=5.0.0                      | GHSA-qw6h-vgh9-j6wx | script in the page of a redirect
  fast-uri           | ^2.4.1 || ^3.1.1 || >=4.0.0             | GHSA-q3j6-qgpj-74h6 | path traversal by encoded dots
  fast-uri           | ^2.4.1 || ^3.1.2 || >=4.0.0             | GHSA-v39h-62p7-jpjc | another host by encoded delimiters
  fast-uri           | ^2.4.2 || ^3.1.3 || >=4.0.1             | GHSA-4c8g-83qw-93j6 | another host by international names
  fast-uri           | ^2.4.6 || ^3.1.7 || >=4.1.4             | CVE-2026-84394      | another host than other parsers read
  fast-xml-parser    | ^4.5.5 || >=5.5.6                       | GHSA-8gc5-j5rx-235r | numeric entities were not limited
  fast-xml-parser    | ^4.5.5 || >=5.5.7                       | GHSA-jp2q-39xq-3w4g | a limit of 0 was no limit
  fresh              | >=0.5.2                                 | GHSA-9qj9-36jm-prpv | slow regular expression
  graphiql           | >=1.4.7                                 | GHSA-x4r7-m2q9-69c8 | script in the names of a schema
  graphql            | >=16.8.1                                | GHSA-9pv7-vfvm-6vr7 | slow validation of overlapping fields
  linkify-it         | >=5.0.2                                 | GHSA-v245-v573-v5vm | slow scan for mailto
  lodash.merge       | >=4.6.2                                 | GHSA-h726-x36v-rx45 | prototype pollution
  lodash.mergewith   | >=4.6.2                                 | GHSA-779f-wgxg-qr8f | prototype pollution
  markdown-it        | >=12.3.2                                | GHSA-6vfc-qv3f-vr6c | slow lists
  ms                 | >=2.0.0                                 | GHSA-w9mr-4mfr-499f | slow regular expression
  mysql2             | >=3.9.3                                 | GHSA-mqr2-w7wj-jjgr | the cache of parsers could be poisoned
  mysql2             | >=3.9.4                                 | GHSA-fpw7-j2hg-69v5 | code by readCodeFor (CVE-2024-21508)
  mysql2             | >=3.9.4                                 | GHSA-49j4-86m8-q2jw | prototype poisoning by column names
  mysql2             | >=3.9.7                                 | GHSA-4rch-2fh8-94vw | code by the name of a time zone
  mysql2             | >=3.9.8                                 | GHSA-pmh2-wpjm-fj45 | prototype pollution by nestTables
  mysql2             | >=3.22.0                                | GHSA-3f6p-5ww8-9rcr | a server could ask for the password in clear text
  mysql2             | >=3.23.1                                | GHSA-rgwj-5xj2-c3m3 | decompression without limit
  nanoid             | ^3.1.31 || >=4.0.0                      | GHSA-qrpm-p2h7-hrv2 | ids could be read out
  nanoid             | ^3.3.8 || >=5.0.9                       | GHSA-mwcw-c2jj-8g6p | predictable ids for fractional sizes
  nanoid             | ^3.3.18 || >=5.1.16                     | GHSA-2v37-7h3g-55p8 | endless loop for size 0
  negotiator         | >=0.6.1                                 | GHSA-7mc5-chhp-fmc3 | slow regular expression
  nodemailer         | >=6.4.16                                | GHSA-48ww-j4fc-435p | arguments for sendmail in an address
  nodemailer         | >=6.6.1                                 | GHSA-hwqf-gcqm-7353 | headers in an address
  nodemailer         | >=6.9.9                                 | GHSA-9h6g-pr28-7cqp | slow regular expression
  nodemailer         | >=7.0.7                                 | GHSA-mm7p-fcc7-pg87 | mail to another domain than named
  nodemailer         | >=7.0.11                                | GHSA-rcmh-qjqh-p98v | recursion in the parser of addresses
  nodemailer         | >=8.0.4                                 | GHSA-c7w3-x93f-qmm8 | SMTP commands in the size of an envelope
  nodemailer         | >=8.0.5                                 | GHSA-vvjj-xcjg-gr5g | SMTP commands in the name for EHLO
  nodemailer         | >=9.0.1                                 | GHSA-p6gq-j5cr-w38f | files and addresses read by a raw message
  nodemailer         | >=9.1.0                                 | GHSA-2x7j-588g-ccc2 | slow parser of addresses
  nodemailer         | >=10.0.5                                | CVE-2026-90776      | slow comments in addresses
  nodemailer         | >=10.1.4                                | GHSA-85x2-q946-cp5h | its text was not at hand
  path-to-regexp     | ^0.1.10 || ^1.9.0 || ^3.3.0 || ^6.3.0 || >=8.0.0 | GHSA-9wv6-86v2-598j | slow regular expressions for two parameters
  path-to-regexp     | ^0.1.13 || >=1.0.0                      | GHSA-37ch-88jc-xwx2 | slow regular expressions for three parameters
  path-to-regexp     | <8.0.0 || >=8.4.0                       | GHSA-j3q9-mxjg-w52f | slow optional groups
  path-to-regexp     | <8.0.0 || >=8.4.0                       | GHSA-27v5-c462-wpq7 | slow wildcards
  picomatch          | ^2.3.2 || ^3.0.2 || >=4.0.4             | GHSA-c2c7-rcm5-vvqj | slow extended globs
  postcss            | >=8.4.31                                | GHSA-7fh5-64p2-3v2j | line breaks read differently
  postcss            | >=8.5.18                                | GHSA-r28c-9q8g-f849 | any file by a source map
  postcss            | >=8.5.23                                | GHSA-fxqj-rqcc-2cmp | the fix before was not complete
  qs                 | >=6.10.3                                | GHSA-hrpp-h998-j3pp | prototype poisoning stopped a server
  qs                 | >=6.14.1                                | GHSA-6rw7-vpxm-498p | brackets passed the limit of arrays
  qs                 | >=6.14.2                                | GHSA-w7fw-mjwx-w883 | commas passed the limit of arrays
  qs                 | >=6.15.2                                | GHSA-q8mj-m7cp-5q26 | an error of stringify stopped a server
  qs                 | >=6.16.0                                | GHSA-x5fp-wj9c-mxmx | commas in brackets passed the limit of arrays
  qs                 | >=6.16.0                                | GHSA-4mjr-xmp4-gh2g | an object that looks like a buffer
  semver             | ^5.7.2 || ^6.3.1 || >=7.5.2             | GHSA-c2qf-rxjj-qqgw | slow ranges
  send               | >=0.19.0                                | GHSA-m6fv-jmcg-4jfg | script in the page of a redirect
  serve-static       | ^1.16.0 || >=2.1.0                      | GHSA-cm22-4g7w-348p | script in the page of a redirect
  set-value          | ^2.0.1 || >=4.0.1                       | GHSA-4jqc-8m5r-9rpr | prototype pollution
  sha.js             | >=2.4.12                                | GHSA-95m3-7q98-8xr5 | a hash could be rewound
  typeorm            | >=0.1.15                                | GHSA-w7q7-vjp8-7jv4 | SQL in the name of a field
  typeorm            | >=0.3.0                                 | GHSA-fx4w-v43j-vc45 | SQL in an object given to findOne
  typeorm            | >=0.3.26                                | GHSA-q2pj-6v73-8rgj | SQL in an object given to save and update
  typeorm            | ~0.3.31 || >=1.1.0                      | GHSA-2rp8-mm9q-fp49 | code in generated migrations
  undici             | ^6.27.0 || ^7.28.0 || >=8.5.0           | GHSA-vxpw-j846-p89q | denial of service
  undici             | <8.0.0 || >=8.5.0                       | GHSA-38rv-x7px-6hhq | messages in fragments were not limited
  undici             | <7.0.0 || ^7.29.0 || >=8.9.0            | GHSA-4cwx-7wf7-3272 | an answer out of the cache for another request
  undici             | ^6.29.1 || ^7.30.1 || >=8.12.2          | GHSA-4qv8-2p9j-2685 | events were not limited
  undici             | <7.15.0 || ^7.30.1 || >=8.12.2          | GHSA-f72v-6w45-q472 | integrity in capital letters was not checked
  validator          | >=13.7.0                                | GHSA-qgmg-gppg-76g5 | slow regular expressions
  validator          | >=13.15.20                              | GHSA-9965-vmph-33xx | isURL read the protocol differently
  validator          | >=13.15.22                              | GHSA-vghf-hv5q-vc2g | isLength counted wrongly
  vite               | ^6.4.2 || ^7.3.2 || >=8.0.5             | GHSA-p9ff-h696-f583 | any file by the WebSocket of the dev server
  vite               | <7.1.0 || ^7.3.2 || >=8.0.5             | GHSA-v2wj-q39q-566r | denied files by a query
  vite               | ^6.4.3 || ^7.3.5 || >=8.0.16            | GHSA-fx2h-pf6j-xcff | denied files by other names on Windows
  vitest             | ^1.6.1 || ^2.1.9 || >=3.0.5             | GHSA-9crc-q9x8-hgqq | code by the WebSocket of its API
  ws                 | ^5.2.3 || ^6.2.2 || >=7.4.6             | GHSA-6fc8-4gx4-v693 | slow header of the protocol
  ws                 | ^5.2.4 || ^6.2.3 || ^7.5.10 || >=8.17.1 | GHSA-3h5v-q93c-6h6q | many headers stopped a server
  ws                 | <8.0.0 || >=8.20.1                      | CVE-2026-45736      | uninitialised memory was sent
  ws                 | ^5.2.5 || ^6.2.4 || ^7.5.11 || >=8.21.0 | GHSA-96hv-2xvq-fx4p | tiny fragments filled the memory
  ws                 | <8.0.0 || >=8.21.1                      | CVE-2026-62389      | the fix before was not complete
  y18n               | ^3.2.2 || ^4.0.1 || >=5.0.5             | GHSA-c4w7-xm78-47vh | prototype pollution
  yaml               | <2.0.0 || >=2.2.2                       | GHSA-f9xv-q969-pqx4 | an error that nobody caught
  yaml               | ^1.10.3 || >=2.8.3                      | GHSA-48c2-rrv3-qjmp | deep nesting overflowed the stack
  yargs-parser       | ^13.1.2 || ^15.0.1 || >=18.1.2          | GHSA-p9pc-299p-vxgp | prototype pollution
`);

/** Rows of cells between bars; a bar of a range is two. */
function table(text: string): Advisory[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(/ \| /).map((cell) => cell.trim()))
    .map(([name = '', safe = '', advisory = '', what = '']) => ({ name, safe, advisory, what }));
}
