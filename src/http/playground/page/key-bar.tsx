import { type FormEvent, useRef } from 'react';
import type { Connection } from './connection.js';

interface KeyBarProps {
  initialKey: string;
  connection: Connection;
  onConnect: (key: string) => void;
  onForget: () => void;
}

/** The slim bar above GraphiQL: where the key goes in, and what became of it. */
export function KeyBar({ initialKey, connection, onConnect, onForget }: KeyBarProps) {
  const input = useRef<HTMLInputElement>(null);

  function submit(event: FormEvent) {
    event.preventDefault();
    onConnect(input.current?.value.trim() ?? '');
  }

  function forget() {
    if (input.current !== null) {
      input.current.value = '';
      input.current.focus();
    }
    onForget();
  }

  return (
    <header className="key-bar">
      <h1>Delivery gateway</h1>
      <form onSubmit={submit}>
        <label htmlFor="key">API key or session token</label>
        <input
          id="key"
          ref={input}
          type="password"
          defaultValue={initialKey}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-describedby="key-status"
        />
        <button type="submit">Connect</button>
        <button type="button" onClick={forget}>
          Forget
        </button>
      </form>
      <p id="key-status" role="status" data-state={connection.state}>
        {statusText(connection)}
      </p>
    </header>
  );
}

const statusTexts = {
  idle: 'Enter an API key to load the schema.',
  checking: 'Checking the key…',
  keyMissing: 'Enter an API key first, then run it again.',
  keyRefused: 'This key is not accepted. Enter another API key.',
};

function statusText(connection: Connection): string {
  if (connection.state === 'connected')
    return `Connected as ${connection.name} (${connection.scopes.join(', ')})`;
  return connection.state === 'failed' ? connection.reason : statusTexts[connection.state];
}
