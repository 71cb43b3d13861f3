import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expressMiddleware } from '@as-integrations/express5';
import type { Logger } from 'pino';
import { ApiKeyResolver } from '../access/graphql/api-key.resolver.js';
import { SignInResolver } from '../access/graphql/sign-in.resolver.js';
import { ApiKeyService } from '../access/service/api-key.service.js';
import { Authenticator } from '../access/service/authenticator.js';
import { createRecordUsage } from '../access/service/record-usage.js';
import { SignInService, signInTurns } from '../access/service/sign-in.service.js';
import { shareReads } from '../batching/share-reads.js';
import { Scope } from '../caller/scope.js';
import type { Viewer } from '../caller/viewer.js';
import type { TrustProxy } from '../config/trust-proxy.js';
import { type DatabaseAddress, openDataSource } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { DeliveryServerResolver } from '../delivery-servers/graphql/delivery-server.resolver.js';
import { DeliveryServerChangeResolver } from '../delivery-servers/graphql/delivery-server-change.resolver.js';
import { DeliveryServerEventResolver } from '../delivery-servers/graphql/delivery-server-event.resolver.js';
import { DeliveryServerInternalResolver } from '../delivery-servers/graphql/delivery-server-internal.resolver.js';
import { DeliveryServerListResolver } from '../delivery-servers/graphql/delivery-server-list.resolver.js';
import { inputRules } from '../delivery-servers/graphql/input-rules.js';
import { RouteResolver } from '../delivery-servers/graphql/route.resolver.js';
import { UserGroupAssignmentResolver } from '../delivery-servers/graphql/user-group-assignment.resolver.js';
import { createChangeDeliveryServer } from '../delivery-servers/service/change-delivery-server.js';
import { DeliveryServerService } from '../delivery-servers/service/delivery-server.service.js';
import { DeliveryServerLoaders } from '../delivery-servers/storage/delivery-server.loaders.js';
import { DeliveryServerRepository } from '../delivery-servers/storage/delivery-server.repository.js';
import { PasswordVault } from '../delivery-servers/storage/password-vault.js';
import { EventFeed } from '../events/event-feed.js';
import { EventLog } from '../events/event-log.js';
import { createLimitQuery } from '../graphql/admission/limit-query.js';
import { limitJson, limitVariables } from '../graphql/admission/limit-variables.js';
import type { GatewayContext } from '../graphql/context.js';
import { answerToFailure, serviceUnavailable } from '../graphql/errors/error-policy.js';
import { rateLimited } from '../graphql/errors/rate-limited.js';
import { prepareOperation } from '../graphql/execution/prepared-operation.js';
import { createGraphQLServer } from '../graphql/execution/server.js';
import { mostItems, mostTargets } from '../graphql/limits.js';
import { NodeResolver } from '../graphql/nodes/node.resolver.js';
import { publicSchema } from '../graphql/schema/build-schema.js';
import { createOpenSubscription } from '../graphql/subscriptions/open-subscription.js';
import { AnswerDeadline } from '../http/answer-deadline.js';
import { operationIn } from '../http/decide-operation.js';
import { createExpressApp } from '../http/express-app.js';
import { listen } from '../http/http-server.js';
import { identityIn } from '../http/identify-caller.js';
import type { RequestLog } from '../http/log-requests.js';
import { playgroundRouter } from '../http/playground/playground.router.js';
import { createWordRefusal } from '../http/refusal.js';
import type { StopTimes } from '../http/stop-server.js';
import { forgetOldKeys } from '../idempotency/forget-old-keys.js';
import { createWriteOnce, type WriteOnceTo } from '../idempotency/write-once.js';
import { commands } from '../legacy/commands/index.js';
import { wordRefusal } from '../legacy/refusal.js';
import { legacyRouter } from '../legacy/router.js';
import { LegacyUsageResolver } from '../legacy-usage/graphql/legacy-usage.resolver.js';
import { LegacyUsageService } from '../legacy-usage/legacy-usage.service.js';
import { errorFacts } from '../logging/log.js';
import { createOutageLog } from '../logging/outage-log.js';
import { createExchangeUsage } from '../rate-limit/exchange-usage.js';
import { quotaHeaders } from '../rate-limit/quota.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import { repeat } from '../scheduling/repeat.js';
import { createTurns } from '../scheduling/turns.js';
import { createFingerprint } from '../secrets/fingerprint.js';
import { createSealer } from '../secrets/sealer.js';
import { createRead } from '../sql/read.js';
import { createTransact, deadlineMilliseconds, repeatable } from '../sql/transact.js';
import { isDatabaseReadOnly } from '../sql/unavailable.js';
import { watchWrites } from '../sql/watch-writes.js';
import { CredentialWatch } from '../subscriptions/credential-watch.js';
import type { Caller } from '../subscriptions/door.js';
import { createEventStreams } from '../subscriptions/event-stream.js';
import { OpenConnections } from '../subscriptions/open-connections.js';
import { createWebSockets } from '../subscriptions/websocket.js';
import { UserGroupResolver } from '../user-groups/graphql/user-group.resolver.js';
import { UserGroupEventResolver } from '../user-groups/graphql/user-group-event.resolver.js';
import { UserGroupListResolver } from '../user-groups/graphql/user-group-list.resolver.js';
import { UserGroupService } from '../user-groups/service/user-group.service.js';
import { UserGroupLoaders } from '../user-groups/storage/user-group.loaders.js';
import { UserGroupRepository } from '../user-groups/storage/user-group.repository.js';
import { internalSchema } from './schema.js';

export interface AppOptions {
  database: DatabaseAddress;
  secretsKey: Buffer;
  adminApiKey: string | null;
  administrator: { username: string; password: string } | null;
  legacySmtpPasswords: 'show' | 'hide';
  /** Folder of the built page, or null to have neither playground nor introspection. */
  playgroundDirectory: string | null;
  /** Points for each credential and minute, at all gateways on the database; 0 for no limit. */
  rateLimit: number;
  /** Whose `X-Forwarded-For` is trusted; proxies on this machine if left out. */
  trustProxy?: TrustProxy;
  host: string;
  port: number;
  /** How often a subscriber hears that its connection lives; 15 seconds if left out. */
  heartbeatMilliseconds?: number;
  /** How often changes become events although nobody follows them; a second if left out. */
  moveMilliseconds?: number;
  /** How often old events are removed; a minute if left out. */
  removalMilliseconds?: number;
  /** How long an answer may take to begin; 8 seconds if left out. */
  answerMilliseconds?: number;
  /** When {@link App.stop} goes on to its next step; see there if left out. */
  stopTimes?: StopTimes;
  log: Logger;
}

export interface App {
  port: number;
  /** The key made on the very first start, to be shown once; null on every other start. */
  firstApiKey: string | null;
  /** Whether no key and no administrator can manage keys any more. */
  isLockedOut: boolean;
  /**
   * For half a second it still takes requests, so that nobody's is lost on the way, and `/readyz` says 503. Then it lets
   * requests in flight finish, until 7 seconds are over, and closes everything that was opened. All of it takes 8 seconds
   * at most: after 10 Docker would kill the process, and the embedded database has to be stopped after this.
   */
  stop(): Promise<void>;
}

type Powers = Pick<GatewayContext, 'largestPage' | 'mostTargets' | 'mayReadPasswords'>;
type RequestFacts = Omit<GatewayContext, keyof Powers | 'inTurn'>;

const stopTimes: StopTimes = { listenUntil: 500, refuseAt: 7_000, cutAt: 7_500 };
/** For what remains to be written when the last answer is out. */
const upkeepMilliseconds = 500;
const answerMilliseconds = 8_000;
const heartbeatMilliseconds = 15_000;
/** Often, so that however many changes there are, few wait to be moved at once. */
const moveMilliseconds = 1_000;
const removalMilliseconds = 60_000;
const sweepMilliseconds = 3_600_000;
const publicPowers: Powers = { largestPage: mostItems, mostTargets, mayReadPasswords: false };
/** The legacy API reads whole lists in pages, and deletes as many servers as its own limit lets it. */
const legacyPowers: Powers = {
  largestPage: 128,
  mostTargets: Number.POSITIVE_INFINITY,
  mayReadPasswords: false,
};
const legacyPowersWithPasswords: Powers = { ...legacyPowers, mayReadPasswords: true };

/** Composition root: everything is constructed here and handed down. Migrates the database before it serves. */
export async function startApp(options: AppOptions): Promise<App> {
  const { log } = options;
  await migrate(options.database);
  const dataSource = await openDataSource(options.database);
  const read = createRead(dataSource);
  const transact = createTransact(dataSource);
  // Not what the gateway does by itself: that often has nothing to write, which says nothing of writes.
  const writes = watchWrites();
  const write = writes.watch(transact);

  const recordUsage = createRecordUsage(transact, (error) =>
    log.debug(errorFacts(error), 'last use of a key not recorded'),
  );
  const authenticator = new Authenticator(read, recordUsage);
  const apiKeys = new ApiKeyService(read, write, authenticator);
  const signIn = new SignInService(read, write, authenticator, createTurns(signInTurns));

  const fingerprint = createFingerprint(options.secretsKey, 'delivery-gateway idempotency');
  const oneByOne = createTurns({ running: 1, waiting: 100, milliseconds: deadlineMilliseconds });
  const writeOnce = createWriteOnce(write, repeatable(write), fingerprint, oneByOne);
  const writeOnceTo: WriteOnceTo = (id, attempt, work) =>
    oneByOne(id, (millisecondsLeft) => writeOnce(attempt, work, millisecondsLeft));
  const keySweep = repeat(
    sweepMilliseconds,
    () => forgetOldKeys(transact),
    (error) => log.warn(errorFacts(error), 'old idempotency keys are not deleted yet'),
  );

  const changeServer = createChangeDeliveryServer(write);
  const vault = new PasswordVault(createSealer(options.secretsKey), read, (deliveryServerId) =>
    log.error(
      { deliveryServerId },
      'a stored SMTP password does not open: it was damaged or moved; store it again',
    ),
  );
  const shared = shareReads(read);
  const deliveryServers = new DeliveryServerRepository(read);
  const deliveryServerService = new DeliveryServerService(write, writeOnce, writeOnceTo, changeServer, vault);
  const userGroups = new UserGroupRepository(read);
  const userGroupService = new UserGroupService(writeOnce, writeOnceTo);
  const legacyUsage = new LegacyUsageService(read, transact, (error) =>
    log.warn(errorFacts(error), 'uses of the legacy API are not written yet'),
  );

  const rateLimiter =
    options.rateLimit === 0
      ? null
      : new RateLimiter(options.rateLimit, createExchangeUsage(transact), (error) =>
          log.debug(errorFacts(error), 'the use of credentials is not exchanged'),
        );
  const takePoints = (viewer: Viewer, points: number) => rateLimiter?.take(viewer, points) ?? null;
  /** One point for a request through either door; an operation may cost more. */
  const limit = (viewer: Viewer, setHeaders: (headers: Record<string, string>) => void) => {
    const quota = takePoints(viewer, 1);
    if (quota === null) return;
    setHeaders(quotaHeaders(quota));
    if (quota.isExceeded) throw rateLimited(quota.resetSeconds);
  };

  const servers = new DeliveryServerLoaders(deliveryServers);
  const groups = new UserGroupLoaders(userGroups);
  const wholeSchema = internalSchema([
    new ApiKeyResolver(apiKeys),
    new DeliveryServerEventResolver(servers),
    new DeliveryServerResolver(servers, groups),
    new DeliveryServerChangeResolver(deliveryServerService, servers, groups),
    new DeliveryServerInternalResolver(deliveryServers, userGroups, vault),
    new DeliveryServerListResolver(new DeliveryServerRepository(shared), new UserGroupRepository(shared)),
    new LegacyUsageResolver(legacyUsage),
    new NodeResolver([
      { prefix: 'ds', find: (rowId) => servers.deliveryServer().load(rowId) },
      { prefix: 'ug', find: (rowId) => groups.userGroup.load(rowId) },
      { prefix: 'key', scope: Scope.ADMIN, find: (rowId) => apiKeys.find(rowId) },
    ]),
    new RouteResolver(servers, groups),
    new SignInResolver(signIn),
    new UserGroupResolver(userGroupService, groups),
    new UserGroupAssignmentResolver(servers),
    new UserGroupEventResolver(groups),
    new UserGroupListResolver(new UserGroupRepository(shared)),
  ]);
  const rules = inputRules(deliveryServerService);
  const failureOf = createOutageLog(log);
  const isUnavailable = (error: unknown) => failureOf(error) !== null;
  const report = (error: unknown, requestId?: string) =>
    log.error({ requestId, ...errorFacts(error) }, 'unexpected error');

  const schema = publicSchema(wholeSchema);
  const limitQuery = createLimitQuery(schema);
  const graphql = createGraphQLServer({
    schema,
    rules,
    introspection: options.playgroundDirectory !== null,
    takePoints,
    failureOf,
    report,
  });
  await graphql.start();

  const eventLog = new EventLog(read, repeatable(transact));
  const noteFailure = (error: unknown) => {
    if (!isUnavailable(error)) report(error);
  };
  const eventFeed = new EventFeed(eventLog, isUnavailable, report);
  const eventUpkeep = [
    repeat(options.moveMilliseconds ?? moveMilliseconds, () => eventLog.move(), noteFailure),
    repeat(options.removalMilliseconds ?? removalMilliseconds, () => eventLog.removeOld(), noteFailure),
  ];

  const deadline = new AnswerDeadline(options.answerMilliseconds ?? answerMilliseconds);
  const beginWriteFor = (response: ServerResponse) => (isRepeatable: boolean) => {
    if (!deadline.beginWrite(response, isRepeatable)) throw serviceUnavailable();
  };

  /** Of the connections, one caller with reads that take long holds four at most. */
  const heavyReads = createTurns({ running: 4, waiting: 200, milliseconds: 3_500 });
  // Field by field: where an object is spread into the beginning of another, adding to it is slow.
  const contextFor = (origin: RequestFacts, powers: Powers = publicPowers): GatewayContext => ({
    requestId: origin.requestId,
    viewer: origin.viewer,
    credential: origin.credential,
    clientAddress: origin.clientAddress,
    idempotencyKey: origin.idempotencyKey,
    beginWrite: origin.beginWrite,
    inTurn: (work) => heavyReads(`${origin.viewer?.kind} ${origin.viewer?.rowId}`, work),
    largestPage: powers.largestPage,
    mostTargets: powers.mostTargets,
    mayReadPasswords: powers.mayReadPasswords,
  });

  const arePasswordsShown = options.legacySmtpPasswords === 'show';
  const legacy = legacyRouter<Viewer>(commands, {
    authenticate: (credential) => authenticator.authenticate(credential),
    prepare(operation) {
      const run = prepareOperation(wholeSchema, operation, rules);
      return (variables, { caller, credential, address, idempotencyKey, requestId, response }) =>
        run(
          variables,
          contextFor(
            {
              viewer: caller,
              credential,
              clientAddress: address,
              idempotencyKey,
              requestId,
              beginWrite: beginWriteFor(response),
            },
            arePasswordsShown && caller?.scopes.has(Scope.SECRETS) ? legacyPowersWithPasswords : legacyPowers,
          ),
        );
    },
    noteUse(command, viewer) {
      legacyUsage.note(command, viewer);
      return credentialFacts(viewer);
    },
    limit,
    failureOf,
    report,
  });

  const openSubscription = createOpenSubscription({
    schema,
    takePoints,
    follow: (interest, signal) => eventFeed.follow(interest, signal),
    failureOf,
    report,
  });
  const credentialWatch = new CredentialWatch(authenticator, noteFailure);
  const doorParts = {
    authenticate: (credential: string) =>
      authenticator.authenticate(credential).catch((error): 'unavailable' => {
        if (isUnavailable(error)) return 'unavailable';
        throw error;
      }),
    watch: (credential: string, onEnd: () => void) => credentialWatch.watch(credential, onEnd),
    async open(request: unknown, { signal, ...caller }: Caller) {
      const context = contextFor({ ...caller, idempotencyKey: null, beginWrite: nothingToWrite });
      const opened = await openSubscription(request, context, signal);
      const { requestId, viewer } = caller;
      log.debug({ requestId, opened: opened.errors === null, ...credentialFacts(viewer) }, 'subscription');
      return opened;
    },
    connections: new OpenConnections(),
    heartbeatMilliseconds: options.heartbeatMilliseconds ?? heartbeatMilliseconds,
    facts: credentialFacts,
  };
  const eventStreams = createEventStreams(doorParts);
  const webSockets = createWebSockets({
    ...doorParts,
    limitJson,
    log: { connection: (line) => log.info(line, 'websocket'), failure: report },
  });

  await vault.claimDatabase(transact);
  await unlessReadOnly(log, async () => {
    if (await apiKeys.keepEnvironmentKey(options.adminApiKey))
      log.warn('an earlier ADMIN_API_KEY has been ended');
    if (options.administrator) await signIn.keepAdministrator(options.administrator);
  });
  let isStopping = false;
  const requestLog: RequestLog = { request: (line) => log.info(line, 'request'), failure: report };
  const app = createExpressApp({
    trustProxy: options.trustProxy ?? ['loopback'],
    legacy,
    authenticate: (credential) => available(authenticator.authenticate(credential), isUnavailable),
    facts: credentialFacts,
    limitRate: limit,
    limitJson,
    graphql: expressMiddleware(graphql, {
      context: async ({ req, res }) => {
        const { query, operationName, variables } = operationIn(res);
        res.locals.facts = { operation: nameForLog(operationName), ...res.locals.facts };
        limitVariables(variables);
        limitQuery(query);
        const origin = { ...identityIn(res), clientAddress: req.ip ?? '', requestId: req.id };
        return contextFor({ ...origin, idempotencyKey: null, beginWrite: beginWriteFor(res) });
      },
    }),
    eventStream: eventStreams.handle,
    playground:
      options.playgroundDirectory === null
        ? null
        : playgroundRouter({ directory: options.playgroundDirectory }),
    readiness: async () => {
      if (isStopping) throw new Error('The gateway is stopping.');
      await read('SELECT id FROM delivery_servers LIMIT 1');
      const damagedPasswords = await vault.damagedPasswords();
      return {
        obstacle: writes.obstacle,
        details: damagedPasswords.length > 0 ? { damagedPasswords } : {},
      };
    },
    log: requestLog,
  });
  const server = await listen(app, webSockets.upgrade, {
    host: options.host,
    port: options.port,
    deadline,
    refusalOf: (failure) => ({ ...answerToFailure(failure), failure }),
    wordRefusal: createWordRefusal((refusal, format) =>
      wordRefusal(refusal, format === 'xml' ? 'xml' : 'json'),
    ),
    log: requestLog,
  });
  // Only now: a start that fails must not use up the one time that the key is shown.
  const firstApiKey = await apiKeys.createFirst();

  return {
    port: server.port,
    firstApiKey,
    isLockedOut: !(await apiKeys.isAnyoneAdmin()),
    async stop() {
      log.info('stopping');
      isStopping = true;
      await Promise.all([
        eventStreams.stop(),
        webSockets.stop(),
        server.stop(options.stopTimes ?? stopTimes),
      ]);
      const upkeepStopped = async () => {
        const upkeep = [
          eventFeed,
          credentialWatch,
          ...eventUpkeep,
          legacyUsage,
          rateLimiter,
          keySweep,
          graphql,
        ];
        await Promise.all(upkeep.map((each) => each?.stop()));
        await dataSource.destroy();
      };
      // What was cut may still hold connections to the database, which then do not close in order.
      const closed = upkeepStopped().catch((error) => log.debug(errorFacts(error), 'not closed in order'));
      await Promise.race([closed, sleep(upkeepMilliseconds, undefined, { ref: false })]);
      log.info('stopped');
    },
  };
}

/** A database that takes no writes at present can still be read, with the credentials that it has. */
async function unlessReadOnly(log: Logger, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDatabaseReadOnly(error)) throw error;
    log.warn('the database is read-only: the administrators and ADMIN_API_KEY are those of the last start');
  }
}

/** Of a subscription. */
function nothingToWrite(): never {
  throw new Error('A subscription was to write.');
}

/** What the log says of whoever made a request. */
function credentialFacts(viewer: Viewer | null): Record<string, unknown> {
  return viewer === null ? {} : { credential: `${viewer.kind} ${viewer.rowId}`, credentialName: viewer.name };
}

/** A name is a name, and no longer than one; anything else is not for the log. */
function nameForLog(operationName: unknown): string | undefined {
  return typeof operationName === 'string' && /^\w{1,100}$/.test(operationName) ? operationName : undefined;
}

/** A database that is away must not look like a wrong credential. */
async function available<T>(answer: Promise<T>, isUnavailable: (error: unknown) => boolean): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isUnavailable(error) ? serviceUnavailable() : error;
  }
}
