// The http module with a query string that begins twice: the second beginning is glued to the end of the first.
import http from 'node:http';
import querystring from 'node:querystring';
import { flat, live } from './life.mjs';

await live(({ Command, APIKey, ...fields }) => {
  const begin = querystring.stringify({ Command, ResponseFormat: 'JSON' });
  const rest = querystring.stringify({
    ApiKey: APIKey,
    ...Object.fromEntries(flat(fields, (outer, inner) => `${outer}.${inner}`)),
  });
  return new Promise((resolve, reject) => {
    http
      .get(`${process.env.GATEWAY_URL}/api.php?${begin}${begin}&${rest}`, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      })
      .on('error', reject);
  });
});
