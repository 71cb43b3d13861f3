// fetch with JSON and a bearer token, at the alias of each command.
import { live } from './life.mjs';

await live(
  async ({ Command, APIKey, ...fields }) => {
    const response = await fetch(`${process.env.GATEWAY_URL}/api/v1/${Command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${APIKey}` },
      body: JSON.stringify(fields),
    });
    return response.text();
  },
  (ids) => ids,
);
