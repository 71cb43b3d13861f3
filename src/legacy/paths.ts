/**
 * Where the legacy API answers, by what the log calls it. A path may name the command, and has as many slashes as old base
 * URLs give it. Old installations lie in a folder, such as `/oempro/api.php`.
 */
export const legacyPaths = {
  '/api.php': /^(?:\/.*)?\/api\.php(\/.*)?$/i,
  '/api/v1': /^\/+api\/v1(\/.+)$/i,
};
