import { word } from '../input/readers.js';

export const channels = ['MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER'];

/** A channel of a user group. */
export const channel = word(...channels);
