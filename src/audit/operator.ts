import { userInfo } from 'node:os';
import { type Author, gatewayAuthor } from './author.js';

/** Who runs a command on the machine of the gateway. */
export function operator(command: 'backup' | 'restore' | 'import'): Author {
  return { ...gatewayAuthor(command), name: userName() };
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
