// fetch with FormData.
import { flat, live } from './life.mjs';

await live(
  async (fields) => {
    const form = new FormData();
    for (const [name, value] of flat(fields, (outer, inner) => `${outer}[${inner}]`)) {
      form.append(name, value);
    }
    const response = await fetch(`${process.env.GATEWAY_URL}/api.php`, { method: 'POST', body: form });
    return response.text();
  },
  (ids) => ids,
);
