import { emailAddressProblem } from '../formats/formats.js';
import type { Settings } from './settings.js';

/** `ADMIN_EMAIL`, else `ADMIN_USERNAME` when that is an e-mail address; null when nobody is known. */
export function readAdministratorEmail(settings: Settings): string | null {
  const address = settings.word('ADMIN_EMAIL');
  if (address === null) {
    const username = settings.text('ADMIN_USERNAME');
    return username !== null && emailAddressProblem(username) === null ? username : null;
  }
  const problem = emailAddressProblem(address);
  if (problem !== null) settings.mistakes.push(`ADMIN_EMAIL must be an e-mail address. ${problem}`);
  return address;
}
