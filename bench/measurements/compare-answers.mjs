import { isDeepStrictEqual } from 'node:util';
import { createSealer } from '../../.cache/gateway/secrets/sealer.js';
import { fetchUrl } from '../load/exchange.mjs';
import { writes } from '../operations.mjs';

const size = 1_000;
const ids = [1, 500, 1_000];
/** The legacy API promises an order of its keys, GraphQL does not. */
const orderedOperations = ['legacyGet', 'legacyUpdate', 'legacyFullUpdate', 'legacyRefusal', 'getAll'];

/**
 * Asks every contender for the same and throws when answers differ, when a write leaves other rows behind, or when
 * somebody answers without a valid API key.
 */
export async function compareAnswers({ database, apiKey, secretsKey }, contenders) {
  const sealer = createSealer([Buffer.from(secretsKey, 'base64')]);
  for (const operation of new Set(contenders.flatMap(({ requests }) => Object.keys(requests)))) {
    const able = contenders.filter(({ requests }) => requests[operation]);
    for (const id of ids) {
      const expected = await outcome(able[0], operation, id);
      for (const contender of able.slice(1)) {
        const difference = differenceOf(operation, expected, await outcome(contender, operation, id));
        if (difference) throw new Error(`${contender.title}, ${operation} of ${id}: ${difference}`);
      }
    }
    for (const contender of able) await expectRefusal(contender, operation);
  }

  async function outcome({ url, requests }, operation, id) {
    const [row] = await database.query(size, 'SELECT * FROM delivery_servers WHERE id = ?', [id]);
    const answer = await fetchUrl(url, requests[operation](id, apiKey));
    if (!writes.includes(operation)) return answer;
    const [written] = await database.query(size, 'SELECT * FROM delivery_servers WHERE id = ?', [id]);
    await database.query(size, 'UPDATE delivery_servers SET ? WHERE id = ?', [row, id]);
    const isTouched = written.updated_at > row.updated_at && written.version === row.version + 1;
    // Each seals with a nonce of its own, at a time of its own: what is in it counts.
    const place = { table: 'delivery_servers', row: id, column: 'smtp_password_sealed' };
    return {
      ...answer,
      row: {
        ...written,
        updated_at: isTouched,
        smtp_password_sealed: sealer.open(written.smtp_password_sealed, place),
        smtp_password_updated_at: written.smtp_password_updated_at > row.smtp_password_updated_at,
      },
    };
  }
}

function differenceOf(operation, expected, found) {
  const isSame = orderedOperations.includes(operation)
    ? found.text === expected.text
    : isDeepStrictEqual(jsonOf(found.text), jsonOf(expected.text));
  if (found.status !== expected.status || !isSame) {
    return `${found.status} ${aroundDifference(found.text, expected.text)}\ninstead of ${expected.status} ${aroundDifference(expected.text, found.text)}`;
  }
  return isDeepStrictEqual(found.row, expected.row) ? null : 'left another row behind than the gateway';
}

/** The part of a text where it begins to differ from another. */
function aroundDifference(text, other) {
  let place = 0;
  while (place < text.length && text[place] === other[place]) place++;
  return text.slice(Math.max(0, place - 200), place + 200);
}

async function expectRefusal({ url, title, requests }, operation) {
  const { status, text } = await fetchUrl(url, requests[operation](1, 'this-is-not-a-key'));
  if (status !== 401 && !text.includes('99998')) {
    throw new Error(
      `${title} answered ${operation} without a valid API key: ${status} ${text.slice(0, 200)}`,
    );
  }
}

function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
