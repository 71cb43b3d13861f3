import { KnownDirectivesRule, UniqueDirectivesPerLocationRule, type ValidationRule } from 'graphql';
import { limitCounts } from './limit-counts.js';
import { limitOperation } from './limit-operation.js';
import { refuseIncrementalDelivery } from './refuse-incremental-delivery.js';
import { unconditionalRoot } from './unconditional-root.js';

/**
 * The limits of a document, as validation rules. Apply them before the rules of the language, which can take long for
 * a document that these refuse, and tell of their first error alone. Two rules of the language are among them, so that
 * many directives that nobody knows are not answered with as many errors.
 */
export const documentRules: readonly ValidationRule[] = [
  limitCounts,
  limitOperation,
  unconditionalRoot,
  refuseIncrementalDelivery,
  KnownDirectivesRule,
  UniqueDirectivesPerLocationRule,
];
