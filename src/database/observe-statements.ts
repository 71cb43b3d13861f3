import type { Connection } from 'mysql2';

/** Told of every statement before it is sent, without its values; gives what to call at its end. */
export type ObserveStatement = (sql: string) => (error: unknown) => void;

type Send = (...parameters: unknown[]) => unknown;

/** Lets every statement of a connection be observed, prepared or not. */
export function observeStatements(connection: Connection, observe: ObserveStatement): void {
  const sender = connection as unknown as Record<'query' | 'execute', Send>;
  for (const method of ['query', 'execute'] as const) {
    const send = sender[method].bind(connection);
    sender[method] = (...parameters) => {
      const callback = parameters.at(-1);
      if (typeof callback !== 'function') return send(...parameters);
      const end = observe(textOf(parameters[0]));
      parameters[parameters.length - 1] = (error: unknown, ...rest: unknown[]) => {
        end(error);
        callback(error, ...rest);
      };
      return send(...parameters);
    };
  }
}

function textOf(statement: unknown): string {
  return typeof statement === 'string' ? statement : String((statement as { sql?: unknown } | null)?.sql);
}
