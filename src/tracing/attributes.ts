import type { Attributes } from '@opentelemetry/api';

// The names are those of OpenTelemetry's semantic conventions for HTTP, GraphQL and databases.

/** The kind of an error alone: its message may quote values. */
export function attributesOfError(error: unknown): Attributes {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return { 'error.type': typeof code === 'string' ? code : String(name ?? 'Error') };
}

/** The text has placeholders in the place of values. */
export function attributesOfStatement(sql: string, database: DatabaseAttributes | null) {
  const text = sql.replace(/\s+/g, ' ').trim();
  const operation = /^\w+/.exec(text)?.[0]?.toUpperCase() ?? '';
  const table = /\b(?:FROM|INTO|UPDATE)\s+(\w+)/i.exec(text)?.[1];
  return {
    ...database,
    'db.query.text': text.slice(0, maxTextLength),
    'db.query.summary': table ? `${operation} ${table}` : operation,
    'db.operation.name': operation,
  };
}

export interface DatabaseAttributes {
  /** `mariadb` or `mysql`. */
  'db.system.name': string;
  'db.namespace': string;
  'server.address': string;
  'server.port': number;
}

const maxTextLength = 4_096;
