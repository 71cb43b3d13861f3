import { printSchema } from 'graphql';
import { buildInternalSchema, publicSchema } from '../graphql/schema/schema.js';

/** The public schema as text, in the order in which the code defines it. */
export function schemaText(): string {
  const schema = publicSchema(buildInternalSchema([]));
  return `# The public schema of the gateway. Written by "npm run schema"; do not edit.\n\n${printSchema(schema)}\n`;
}
