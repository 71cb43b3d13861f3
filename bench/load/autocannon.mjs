// Does what wrk.lua does where there is no wrk. It needs more of the machine for each request than wrk.
import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';

const { url, requests, connections, seconds } = JSON.parse(await readFile(process.argv[2], 'utf8'));
let sent = 0;
const found = await autocannon({
  url,
  connections,
  duration: seconds,
  timeout: 20,
  requests: [
    {
      method: 'POST',
      setupRequest(request) {
        const { method, path, headers, body } = requests[sent++ % requests.length];
        return { ...request, method, path, headers, body };
      },
    },
  ],
});
console.log(
  JSON.stringify({
    requests: found.requests.total,
    seconds: found.duration,
    bytes: found.throughput.total,
    failures: found.errors + found.timeouts + found.non2xx,
    p50: found.latency.p50,
    p99: found.latency.p99,
  }),
);
