import { setTimeout as sleep } from 'node:timers/promises';
import type { Authenticate } from '../caller/caller.js';
import { openDataSource } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { rulesForInvalidInputs } from '../delivery-servers/graphql/rules-for-invalid-inputs.js';
import { createLimitRate } from '../graphql/admission/limit-rate.js';
import { limitJson } from '../graphql/admission/limit-variables.js';
import { createContextFactory } from '../graphql/create-context.js';
import { available, failureAnswers } from '../graphql/errors/failure-answers.js';
import { createGraphQLServer } from '../graphql/execution/server.js';
import { createResolvers } from '../graphql/resolvers.js';
import { AnswerDeadline } from '../http/answer-deadline.js';
import { createExpressApp } from '../http/express-app.js';
import { listen } from '../http/http-server.js';
import { playgroundRouter } from '../http/playground/playground.router.js';
import { errorLogFields } from '../logging/log.js';
import type { TakePoints } from '../rate-limit/quota.js';
import { createRead } from '../sql/read.js';
import { createTransact } from '../sql/transact.js';
import { dnsCheckProblems } from '../verification-runs/dns-check.rules.js';
import { settingsTestProblems } from '../verification-runs/settings-test.rules.js';
import { applyEnvironment } from './apply-environment.js';
import { createFailurePolicy } from './failure-policy.js';
import { completeFirstStart } from './first-start.js';
import { createGraphQLHandler } from './graphql.js';
import { createLegacyRouter } from './legacy.js';
import { createMonitoring } from './monitoring.js';
import { type App, type AppOptions, usualTimes } from './options.js';
import { createReadiness } from './readiness.js';
import { publicSchema, resolvers, wholeSchema } from './schema.js';
import { searchForDamage } from './search-for-damage.js';
import { createServices } from './services.js';
import { createSubscriptions } from './subscriptions.js';
import { startUpkeep } from './upkeep.js';

/** Composition root: everything is constructed here and handed down. Migrates the database before it serves. */
export async function startApp(given: AppOptions): Promise<App> {
  const options = { ...usualTimes, ...given };
  const { log } = options;
  const monitoring = await createMonitoring(options);
  const { metrics, tracing } = monitoring;
  const failurePolicy = createFailurePolicy(log, metrics?.databaseFailed);

  await migrate(options.database);
  const dataSource = await openDataSource(options.database, undefined, monitoring.statement);
  const read = createRead(dataSource);
  const transact = createTransact(dataSource);
  const services = createServices({ ...options, read, transact, metrics, ...failurePolicy });
  const { authenticator, eventFeed, eventLog, legacyUsage, rateLimiter } = services;
  const { verification, loopBack, webhookWorker } = services;
  await webhookWorker?.start();
  const upkeep = startUpkeep(services, { ...options, transact, intervals: options, ...failurePolicy });

  const authenticate: Authenticate = (credential, place) =>
    available(authenticator.authenticate(credential, place), failurePolicy.classifyFailure);
  const takePoints: TakePoints = (caller, points) => rateLimiter?.take(caller, points) ?? null;
  const limitRate = monitoring.limitRate(createLimitRate(takePoints));
  const deadline = new AnswerDeadline(options.answerMilliseconds);
  const createContext = createContextFactory(createResolvers(resolvers, services), services.recordRefusal);

  const rules = {
    ...rulesForInvalidInputs(services.deliveryServerService),
    dnsCheck: dnsCheckProblems,
    deliveryServerSettingsTest: settingsTestProblems,
  };
  const introspection = options.playgroundDirectory !== null;
  const observer = monitoring.operations;
  const graphqlServer = createGraphQLServer({
    schema: publicSchema,
    rules,
    introspection,
    takePoints,
    observer,
    ...failurePolicy,
  });
  await graphqlServer.start();
  const subscriptions = createSubscriptions({
    ...options,
    authenticator,
    eventFeed,
    schema: publicSchema,
    createContext,
    takePoints,
    onAsked: monitoring.subscriptionAsked,
    ...failurePolicy,
  });
  const legacy = createLegacyRouter({
    schema: wholeSchema,
    rules,
    authenticate,
    createContext,
    deadline,
    limitRate,
    legacyUsage,
    runOperation: tracing?.run ?? null,
    arePasswordsShown: options.legacySmtpPasswords === 'show',
    testResults: options.legacyTestResults,
    ...failurePolicy,
  });

  await applyEnvironment(services, transact, options, log);
  const readiness = createReadiness(read, services);
  const requestLog = monitoring.requestLog({
    request: (line) => log.info(line, 'request'),
    failure: failurePolicy.report,
  });
  const app = createExpressApp({
    ...options,
    legacy,
    authenticate,
    limitRate,
    limitJson,
    graphql: createGraphQLHandler({ server: graphqlServer, schema: publicSchema, createContext, deadline }),
    eventStream: subscriptions.handleEventStream,
    playground:
      options.playgroundDirectory === null
        ? null
        : playgroundRouter(options.playgroundDirectory, options.basePath),
    readiness: readiness.look,
    metrics: monitoring.router(authenticate, services.recordRefusal),
    trace: tracing?.request ?? null,
    log: requestLog,
  });
  const server = await listen(app, subscriptions.upgrade, {
    ...options,
    deadline,
    refusalOf: (failure) => ({ ...failureAnswers[failure], failure }),
    log: requestLog,
  });
  const metricsPort = await monitoring.begin(options.host, {
    dataSource,
    subscriptions,
    eventLog,
    auditChain: services.auditChain,
    verification,
  });
  const damageSearch = searchForDamage(services.vault, failurePolicy);
  const probe = (await loopBack?.listen()) ?? null;
  const firstStart = await completeFirstStart(services, transact, options.demo, log);

  return {
    port: server.port,
    metricsPort,
    probePort: probe?.port ?? null,
    ...firstStart,
    async stop() {
      log.info('stopping');
      readiness.stop();
      const webhookStopped = webhookWorker?.stop();
      await Promise.all([
        subscriptions.stop(),
        server.stop(options.stopTimes),
        inTime(verification.stopRuns(), options.stopRunsMilliseconds),
      ]);
      const close = async () => {
        await Promise.all(
          [
            verification,
            probe,
            upkeep,
            damageSearch,
            services.coalescedAudit,
            eventFeed,
            legacyUsage,
            rateLimiter,
            graphqlServer,
            monitoring,
          ].map((each) => each?.stop()),
        );
        await webhookStopped;
        await dataSource.destroy();
      };
      // What was cut may still hold connections to the database, which then do not close in order.
      const closed = close().catch((error) => log.debug(errorLogFields(error), 'not closed in order'));
      await inTime(closed, options.closeMilliseconds);
      log.info('stopped');
    },
  };
}

/** Waits for so long at most. */
async function inTime(work: Promise<unknown>, milliseconds: number): Promise<void> {
  await Promise.race([work, sleep(milliseconds, undefined, { ref: false })]);
}
