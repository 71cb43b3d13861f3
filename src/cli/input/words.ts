import { word } from './readers.js';

export const channels = ['MARKETING', 'TRANSACTIONAL', 'AUTO_RESPONDER'];

/** A channel of a user group. */
export const channel = word(...channels);

/** How a connection to an SMTP server is protected. */
export const securityWords = word('NONE', 'STARTTLS', 'IMPLICIT_TLS');
