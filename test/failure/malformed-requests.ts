import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

export const json = { 'content-type': 'application/json' };

const form = { 'content-type': 'application/x-www-form-urlencoded' };

const multipart = { 'content-type': 'multipart/form-data; boundary=x' };

export function malformedRequests(): [string, RequestInit][] {
  const bomb = Buffer.alloc(64 * 1024 * 1024);
  const encoded = (encoding: string, body: Buffer | string) => ({
    headers: { ...json, 'content-encoding': encoding },
    body,
  });
  return [
    ['no body', {}],
    ['random bytes as JSON', { headers: json, body: randomBytes(5_000) }],
    ['random bytes as a form', { headers: form, body: randomBytes(5_000) }],
    ['random bytes as a multipart form', { headers: multipart, body: randomBytes(5_000) }],
    ['random bytes as nothing in particular', { body: randomBytes(5_000) }],
    ['random bytes as an image', { headers: { 'content-type': 'image/png' }, body: randomBytes(5_000) }],
    ['an impossible content type', { headers: { 'content-type': ';;;=,' }, body: '{}' }],
    ['JSON that ends too early', { headers: json, body: '{"query":"{ viewer' }],
    ['JSON that is a list', { headers: json, body: '[]' }],
    ['JSON that is a text', { headers: json, body: '"{ viewer { name } }"' }],
    ['JSON that is null', { headers: json, body: 'null' }],
    [
      'a multipart form without a boundary',
      { headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
    ],
    [
      'a multipart form that ends too early',
      { headers: multipart, body: '--x\r\nContent-Disposition: form-data; name="Command"\r\n\r\ndelivery' },
    ],
    [
      'a multipart form with broken headers',
      { headers: multipart, body: '--x\r\n\u0001\u0002: ;;\r\n\r\nx\r\n--x--\r\n' },
    ],
    [
      'a multipart form with a file',
      {
        headers: multipart,
        body: '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--x--\r\n',
      },
    ],
    ['2 MiB and more of JSON', { headers: json, body: JSON.stringify({ query: 'x'.repeat(2_200_000) }) }],
    ['2 MiB and more of a form', { headers: form, body: `a=${'x'.repeat(2_200_000)}` }],
    ['64 MiB packed with gzip', encoded('gzip', gzipSync(bomb))],
    ['64 MiB packed with deflate', encoded('deflate', deflateSync(bomb))],
    ['64 MiB packed with Brotli', encoded('br', brotliCompressSync(bomb))],
    ['something that is not gzip as gzip', encoded('gzip', randomBytes(1_000))],
    ['gzip that ends too early', encoded('gzip', gzipSync(randomBytes(10_000)).subarray(0, 5_000))],
    ['an encoding that nobody knows', encoded('rot13', '{}')],
    [
      'a charset that nobody knows',
      { headers: { 'content-type': 'application/json; charset=klingon' }, body: '{}' },
    ],
    [
      'a charset that is not that of JSON',
      { headers: { 'content-type': 'application/json; charset=utf-16' }, body: Buffer.from('{}', 'utf16le') },
    ],
    [
      'a credential of 10,000 characters',
      {
        headers: { ...json, authorization: `Bearer ${'x'.repeat(10_000)}` },
        body: '{"query":"{ viewer { name } }"}',
      },
    ],
    [
      'a credential that is no text',
      { headers: { ...json, authorization: 'Bearer \u00ff\u0080' }, body: '{"query":"{ viewer { name } }"}' },
    ],
  ];
}
