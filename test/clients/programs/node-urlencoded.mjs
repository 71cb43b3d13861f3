// fetch with URLSearchParams; an object becomes JSON in one field.
import { live } from './life.mjs';

await live(async (fields) => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    form.append(name, typeof value === 'object' ? JSON.stringify(value) : value);
  }
  const response = await fetch(`${process.env.GATEWAY_URL}/api.php`, { method: 'POST', body: form });
  return response.text();
});
