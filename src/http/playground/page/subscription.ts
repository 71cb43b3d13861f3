import { getOperationAST, parse } from 'graphql';
import { CloseCode, createClient } from 'graphql-ws/client';
import { endpoint, type Operation } from './gateway.js';

/** What the answer pane shows of a subscription: the newest event first. */
interface Shown {
  notice?: string;
  errors?: readonly { message: string }[];
  events?: readonly unknown[];
}

interface Observer {
  next(shown: Shown): void;
  complete(): void;
}

const maxEvents = 100;
const heartbeatMilliseconds = 15_000;
const timeoutMilliseconds = 5_000;
const tooManyConnections = 4429;

export function isSubscription({ query, operationName }: Operation): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    // The gateway says what is wrong with it.
    return false;
  }
}

/**
 * Opens a WebSocket for one subscription, and again when it is lost. Every end of it is told as something to show.
 * @param onRefused called when the key is missing, wrong, or has ended
 */
export function follow(key: string, operation: Operation, onRefused: () => void) {
  return {
    subscribe(observer: Observer) {
      let events: unknown[] = [];
      let isOver = false;
      let silence: ReturnType<typeof setTimeout>;
      const show = (shown: Shown) => {
        if (!isOver) observer.next(events.length > 0 ? { ...shown, events } : shown);
      };
      const end = (shown: Shown) => {
        show(shown);
        isOver = true;
        observer.complete();
      };

      const client = createClient({
        url: endpoint.replace(/^http/, 'ws'),
        ...(key !== '' && { connectionParams: { Authorization: `Bearer ${key}` } }),
        connectionAckWaitTimeout: timeoutMilliseconds,
        keepAlive: heartbeatMilliseconds,
        shouldRetry: (event) => !isFinal(codeOf(event)),
        on: {
          connected: () => show({ notice: 'Events appear here as they happen, the newest first.' }),
          ping: (isReceived) => {
            if (!isReceived) silence = setTimeout(client.terminate, timeoutMilliseconds);
          },
          pong: (isReceived) => isReceived && clearTimeout(silence),
          closed: (event) => {
            clearTimeout(silence);
            if (!isFinal(codeOf(event))) show({ notice: 'The connection is lost. Trying again …' });
          },
        },
      });

      const unsubscribe = client.subscribe(operation as { query: string }, {
        next(event) {
          events = [event, ...events].slice(0, maxEvents);
          show({});
        },
        error(error) {
          if (isRefusal(codeOf(error))) onRefused();
          end({ errors: Array.isArray(error) ? error : [{ message: reasonOf(error) }] });
        },
        complete: () => end({ notice: 'The subscription has ended.' }),
      });

      return {
        unsubscribe() {
          isOver = true;
          unsubscribe();
        },
      };
    },
  };
}

/** The code that a WebSocket was closed with; undefined for any other event. */
function codeOf(event: unknown): number | undefined {
  return (event as Partial<CloseEvent> | undefined)?.code;
}

function isRefusal(code: number | undefined): boolean {
  return code === CloseCode.Unauthorized || code === CloseCode.Forbidden;
}

/** Whether to ask again would only get the same answer. */
function isFinal(code: number | undefined): boolean {
  return isRefusal(code) || code === tooManyConnections;
}

function reasonOf(event: unknown): string {
  const { code, reason } = (event ?? {}) as Partial<CloseEvent>;
  if (code === CloseCode.Unauthorized) return 'This needs an API key: enter one above, then run it again.';
  return reason || 'The gateway cannot be reached.';
}
