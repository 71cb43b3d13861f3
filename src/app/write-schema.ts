import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { schemaText } from './schema-text.js';

// `npm run schema`: writes schema.graphql, which is committed so that programs can be generated from it.
writeFileSync(resolve(import.meta.dirname, '..', '..', 'schema.graphql'), schemaText());
