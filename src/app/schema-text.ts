import { printSchema } from 'graphql';
import { publicSchema } from './schema.js';

/** The public schema as text, in the order in which the code defines it. */
export function schemaText(): string {
  return `# The public schema of the gateway. Written by "npm run schema"; do not edit.\n\n${printSchema(publicSchema)}\n`;
}
