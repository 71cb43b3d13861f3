import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { type Outcome, Reason, refused } from '../problems/problem.js';
import { isBlank, textFault } from '../problems/text.js';
import type { KeyedConcurrencyLimit } from '../scheduling/concurrency-limit.js';
import { type Fingerprints, isAmong } from '../secrets/fingerprint.js';
import { isTrue } from '../sql/row-values.js';
import type { Transact } from '../sql/transact.js';
import { canonicalText, readAnswer, writeAnswer } from './answer-text.js';

/** A write that its caller may send again, not knowing whether the first time succeeded. */
export interface IdempotentRequest {
  /** Chosen by the caller, 1 to 255 characters. */
  key: string;
  /** Keys of different callers have nothing to do with one another. */
  caller: string;
  operation: string;
  input: object;
}

/**
 * Does `work` in one transaction. With an idempotent request, its key is stored in that same transaction: whoever comes second
 * with the key waits for the first one, and is then answered what that one was, or refused when the input is another.
 * A write that was refused leaves no trace, so it can be put right under the same key.
 */
export type WriteOnce = <T>(
  idempotent: IdempotentRequest | null,
  work: (manager: EntityManager) => Promise<Outcome<T>>,
  milliseconds?: number,
) => Promise<Outcome<T>>;

/** Writes to one object, by its id: who waits for others who write to the same one holds no connection meanwhile. */
export type WriteOnceTo = <T>(
  id: string,
  idempotent: IdempotentRequest | null,
  work: (manager: EntityManager) => Promise<Outcome<T>>,
) => Promise<Outcome<T>>;

/** For how long a key is remembered. */
export const rememberedHours = 24;
const maxKeyLength = 255;
const path = ['idempotencyKey'];

/**
 * @param limitConcurrency lets those who send the same key wait without a connection
 * @param transactRepeatable for what has a key, and may therefore be sent again when its outcome is not known
 */
export function createWriteOnce(
  transact: Transact,
  transactRepeatable: Transact,
  fingerprints: Fingerprints,
  limitConcurrency: KeyedConcurrencyLimit,
): WriteOnce {
  return (idempotent, work, milliseconds) => {
    if (idempotent === null) return transact(work, milliseconds);
    const fault = keyFault(idempotent.key);
    if (fault) return Promise.resolve(refused({ path, ...fault }));
    const keyHash = createHash('sha256').update(`${idempotent.caller}\n${idempotent.key}`).digest();
    const names = {
      keyHash,
      inputFingerprints: fingerprints(`${idempotent.operation}\n${canonicalText(idempotent.input)}`),
    };
    return limitConcurrency(
      keyHash.toString('base64'),
      (left) => transactRepeatable((manager) => runOnce(manager, names, work), left),
      milliseconds,
    );
  };
}

/** What is stored of an idempotent request. */
interface StoredNames {
  keyHash: Buffer;
  /** The first one is stored. */
  inputFingerprints: ReturnType<Fingerprints>;
}

async function runOnce<T>(
  manager: EntityManager,
  { keyHash, inputFingerprints }: StoredNames,
  work: (manager: EntityManager) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const earlier = await claim(manager, keyHash, inputFingerprints[0]);
  if (earlier !== null) {
    if (isAmong(inputFingerprints, earlier.inputFingerprint)) return readAnswer<Outcome<T>>(earlier.answer);
    const message = 'This key was used before, for another input. Take a new key for each new write.';
    return refused({ path, reason: Reason.IDEMPOTENCY_KEY_REUSED, message });
  }
  const outcome = await work(manager);
  if (outcome.problems.length > 0) {
    await manager.query('DELETE FROM idempotency_keys WHERE key_hash = ?', [keyHash]);
  } else {
    await manager.query('UPDATE idempotency_keys SET answer = ? WHERE key_hash = ?', [
      writeAnswer(outcome),
      keyHash,
    ]);
  }
  return outcome;
}

interface EarlierRequest {
  inputFingerprint: Buffer;
  answer: string;
}

/**
 * Takes the key, or gives what was done under it. Takes the row's exclusive lock at once, which a plain INSERT that
 * meets a duplicate does not: of many that wait, the next one goes on, where two shared locks would end in a deadlock.
 */
async function claim(
  manager: EntityManager,
  keyHash: Buffer,
  inputFingerprint: Buffer,
): Promise<EarlierRequest | null> {
  await manager.query(
    `INSERT INTO idempotency_keys (key_hash, input_fingerprint) VALUES (?, ?)
     ON DUPLICATE KEY UPDATE key_hash = key_hash`,
    [keyHash, inputFingerprint],
  );
  const [row]: { inputFingerprint: Buffer; answer: string | null; isOver: number }[] = await manager.query(
    `SELECT input_fingerprint AS inputFingerprint, answer,
            created_at < CURRENT_TIMESTAMP(3) - INTERVAL ${rememberedHours} HOUR AS isOver
     FROM idempotency_keys WHERE key_hash = ?`,
    [keyHash],
  );
  if (row === undefined) throw new Error('An idempotency key vanished inside its own transaction.');
  if (row.answer === null) return null;
  if (!isTrue(row.isOver)) return { inputFingerprint: row.inputFingerprint, answer: row.answer };
  await manager.query(
    'UPDATE idempotency_keys SET input_fingerprint = ?, created_at = CURRENT_TIMESTAMP(3) WHERE key_hash = ?',
    [inputFingerprint, keyHash],
  );
  return null;
}

function keyFault(key: string) {
  if (isBlank(key)) return { reason: Reason.REQUIRED, message: 'A key must not be blank.' };
  return textFault(key, maxKeyLength);
}
