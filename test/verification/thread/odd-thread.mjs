// A thread that does what its tasks say in the place of the domain of mail-from, or of that of the From address.
import { parentPort } from 'node:worker_threads';

const acts = {
  answers: () => 'an answer',
  tells: () => Object.keys(process.env),
  fails: () => {
    throw new TypeError('the fault of one task');
  },
  hangs: () => {
    for (;;);
  },
  leaves: () => process.exit(),
};

parentPort.on('message', ({ id, tasks }) => {
  for (const [place, { subject, forecast }] of tasks.entries()) {
    const act = subject?.mailFrom ?? forecast.fromDomain;
    if (act === 'waits') continue;
    if (act === 'breaks') throw new Error('the fault of the whole thread');
    try {
      parentPort.postMessage({ id, place, result: acts[act]() });
    } catch ({ name, message }) {
      parentPort.postMessage({ id, place, fault: { name, message } });
    }
  }
});
