import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import { type DocumentNode, Kind } from 'graphql';
import { maxCompiledBytes } from './compilation/compile-operation.js';

/** Of memory, for all documents together: some hundreds of those that programs send. */
const maxBytes = 48 * 1_024 * 1_024;
/** Measured, and rounded up: what graphql-js keeps of a document. */
const bytesPerToken = 500;

/**
 * Keeps the documents that were used last, parsed and validated, and no more than fit. All else that is remembered of a
 * document, its compiled operations included, hangs on the document and goes with it.
 */
export function createDocumentStore(): InMemoryLRUCache<DocumentNode> {
  return new InMemoryLRUCache<DocumentNode>({ maxSize: maxBytes, sizeCalculation: bytesOf });
}

function bytesOf(document: DocumentNode): number {
  let bytes = document.loc?.source.body.length ?? 0;
  for (let token = document.loc?.startToken ?? null; token !== null; token = token.next)
    bytes += bytesPerToken;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) bytes += maxCompiledBytes(document, definition);
  }
  return bytes;
}
