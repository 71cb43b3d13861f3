import type { GraphiQLProps } from 'graphiql';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { askGateway, isUnauthenticated } from './gateway.js';
import { follow, isSubscription } from './subscription.js';

/** What the page knows about the key in use. */
export type Connection =
  | { state: 'idle' | 'checking' | 'keyMissing' | 'keyRefused' }
  | { state: 'connected'; name: string; scopes: string[] }
  | { state: 'failed'; reason: string };

type Fetcher = GraphiQLProps['fetcher'];

/** sessionStorage, and never localStorage: the key goes when the browser tab does. */
const storageKey = 'delivery-gateway:key';

/** Keeps the key, asks the gateway whose it is, and gives GraphiQL a fetcher that sends it. */
export function useConnection() {
  // An object, so that connecting again with the same key is a change too.
  const [credential, setCredential] = useState(() => ({ key: sessionStorage.getItem(storageKey) ?? '' }));
  const [connection, setConnection] = useState(() => untried(credential.key));
  /** Whether the gateway has no delivery server, as far as this key can know. */
  const [isEmpty, setIsEmpty] = useState(false);
  // For the fetcher, which must stay the same one: with another, GraphiQL asks for the schema again.
  const wasEmpty = useRef(isEmpty);
  wasEmpty.current = isEmpty;

  // Both at once: GraphiQL must never see a new key beside the old verdict, or it asks for the schema too early.
  const connect = useCallback((key: string) => {
    setCredential({ key });
    setConnection(untried(key));
    setIsEmpty(false);
  }, []);
  const forget = useCallback(() => connect(''), [connect]);

  useEffect(() => {
    const { key } = credential;
    if (key === '') {
      sessionStorage.removeItem(storageKey);
      return;
    }
    sessionStorage.setItem(storageKey, key);
    let isCurrent = true;
    checkKey(key).then(async (verdict) => {
      if (!isCurrent) return;
      setConnection(verdict);
      if (verdict.state !== 'connected' || !verdict.scopes.includes('READ')) return;
      const isEmpty = await hasNoServer(key);
      if (isCurrent) setIsEmpty(isEmpty);
    });
    return () => {
      isCurrent = false;
    };
  }, [credential]);

  const fetcher = useMemo<Fetcher>(
    () => async (operation) => {
      const { key } = credential;
      const refuse = () => setConnection({ state: key === '' ? 'keyMissing' : 'keyRefused' });
      if (isSubscription(operation)) return follow(key, operation, refuse) as Awaited<ReturnType<Fetcher>>;
      const answer = await askGateway(key, operation);
      if (isUnauthenticated(answer)) refuse();
      else if (wasEmpty.current)
        void hasNoServer(key).then((isStill) => setIsEmpty((isShown) => isShown && isStill));
      return answer as Awaited<ReturnType<Fetcher>>;
    },
    [credential],
  );

  return { credential, connection, isEmpty, fetcher, connect, forget };
}

function untried(key: string): Connection {
  return { state: key === '' ? 'idle' : 'checking' };
}

async function checkKey(key: string): Promise<Connection> {
  // A header cannot carry anything else, so this is a typing mistake and not a key.
  if (!/^[\x21-\x7e]+$/.test(key)) return { state: 'keyRefused' };
  try {
    const answer = await askGateway(key, { query: 'query Viewer { viewer { name scopes } }' });
    if (isUnauthenticated(answer)) return { state: 'keyRefused' };
    const viewer = answer.data?.viewer as { name: string; scopes: string[] } | null | undefined;
    if (viewer) return { state: 'connected', name: viewer.name, scopes: viewer.scopes };
    return {
      state: 'failed',
      reason: answer.errors?.[0]?.message ?? 'The gateway did not say whose key this is.',
    };
  } catch {
    return { state: 'failed', reason: 'The gateway cannot be reached.' };
  }
}

/** False as well when there is no telling. */
async function hasNoServer(key: string): Promise<boolean> {
  const query = 'query AnyServer { deliveryServers(first: 1) { nodes { id } } }';
  const answer = await askGateway(key, { query }).catch(() => null);
  return (answer?.data?.deliveryServers as { nodes: unknown[] } | undefined)?.nodes.length === 0;
}
