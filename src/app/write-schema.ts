import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programDirectory } from '../installation/program-directory.js';
import { schemaText } from './schema-text.js';

// `npm run schema`: writes schema.graphql, which is committed so that programs can be generated from it.
writeFileSync(join(programDirectory, 'schema.graphql'), schemaText());
