import { setTimeout as sleep } from 'node:timers/promises';
import { bufferPoolMebibytes } from './buffer-pool.js';
import type { DataLayout } from './data-layout.js';
import type { Report } from './embedded-database.js';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { freePort } from './free-port.js';
import type { ServerBinary } from './program/server-binary.js';
import { complaintIn, readServerLog, serverLogSize } from './server-log.js';
import { spawnServer } from './server-process.js';
import { serverArguments } from './server-settings.js';
import { type StartOutcome, waitUntilReady } from './wait-until-ready.js';

interface ServerKeeperOptions {
  layout: DataLayout;
  binary: ServerBinary;
  password: string;
  settings: readonly string[];
  report: Report;
}

const portAttempts = 5;
const maxPauseMilliseconds = 5_000;
/** A server that ran this long is not in a crash loop: its next restart is immediate again. */
const steadyMilliseconds = 30_000;

/** Starts the server, and again on the same port whenever it dies, until it is stopped. */
export async function keepServerRunning(options: ServerKeeperOptions) {
  const { report } = options;
  const { port, server } = await startOnFreePort(options);
  const stopping = new AbortController();
  let current = server;
  let ready = true;

  async function keep(): Promise<void> {
    let failures = 0;
    let since = Date.now();
    for (;;) {
      const { pid, ended } = current;
      const ending = await ended;
      ready = false;
      if (stopping.signal.aborted) return;
      report(`database server (process ${pid}) ended unexpectedly (${ending}); restarting it`, 'warn');
      if (Date.now() - since > steadyMilliseconds) failures = 0;
      while (!ready) {
        await pauseBeforeRestart(failures, stopping.signal);
        failures += 1;
        if (stopping.signal.aborted) return;
        ready = await restart();
      }
      since = Date.now();
    }
  }

  async function restart(): Promise<boolean> {
    const begun = Date.now();
    try {
      const launch = await launchServer(options, port);
      current = launch.server;
      // A stop that came while the server was being spawned did not see it yet.
      if (stopping.signal.aborted) await current.stop();
      const readiness = await launch.readiness;
      if (readiness === 'ready') {
        report(`database server is back (process ${current.pid}, ${Date.now() - begun} ms)`);
        return true;
      }
      await current.stop();
      if (!stopping.signal.aborted) {
        report(`database server did not come back: ${await launch.explain(readiness)}`, 'warn');
      }
    } catch (error) {
      // For instance no file descriptor left; that may pass.
      report(`database server did not come back: ${(error as Error).message}`, 'warn');
    }
    return false;
  }

  const kept = keep();

  return {
    port,
    get pid() {
      return ready ? current.pid : undefined;
    },
    async stop(milliseconds?: number) {
      stopping.abort();
      await current.stop(milliseconds);
      await kept;
    },
  };
}

async function startOnFreePort(options: ServerKeeperOptions) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const { server, readiness, explain } = await launchServer(options, port);
    const outcome = await readiness;
    if (outcome === 'ready') return { server, port };
    await server.stop();
    const reason = await explain(outcome);
    const isPortTaken = outcome === 'port-taken' || /Bind on TCP\/IP port/.test(reason);
    if (!isPortTaken || attempt === portAttempts) {
      throw new EmbeddedDatabaseError(
        `the database server did not start: ${reason}; its log is ${options.layout.log}`,
      );
    }
  }
}

async function launchServer({ binary, layout, password, settings }: ServerKeeperOptions, port: number) {
  const logSize = await serverLogSize(layout.log);
  const bufferPool = await bufferPoolMebibytes(layout.data);
  const command = [...binary.command, ...serverArguments(binary, layout, port, bufferPool), ...settings];
  const server = await spawnServer(command, binary.environment, layout);
  const explain = async (outcome: StartOutcome): Promise<string> => {
    if (outcome === 'port-taken') return `port ${port} is taken`;
    const complaint = complaintIn(await readServerLog(layout.log, logSize));
    return outcome === 'late' ? `no answer within 30 s (${complaint})` : complaint;
  };
  const readiness = waitUntilReady(server, port, password).then((outcome) => {
    if (outcome === 'ready') server.markReady();
    return outcome;
  });
  return { server, readiness, explain };
}

/** The first restart is immediate, the next ones come after 0.25, 0.5, 1, 2, 4, 5, 5 ... seconds. */
async function pauseBeforeRestart(failures: number, signal: AbortSignal): Promise<void> {
  const pause = failures === 0 ? 0 : Math.min(maxPauseMilliseconds, 125 * 2 ** failures);
  await sleep(pause, undefined, { signal }).catch(() => {});
}
