import type { ValidationRule } from 'graphql';
import { limitCounts } from './limit-counts.js';
import { limitOperation } from './limit-operation.js';
import { unconditionalRoot } from './unconditional-root.js';

/**
 * The limits of a document, as validation rules. Apply them before the rules of the language, which can take long for
 * a document that these refuse.
 */
export const documentRules: readonly ValidationRule[] = [limitCounts, limitOperation, unconditionalRoot];
