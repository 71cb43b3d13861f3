// `npm start`: builds what is stale, then is the gateway. One process does both, so that no shell and no parent stands between
// npm and the gateway, and signals and exit codes are its own.
import './build.mjs';

await import('../dist/main.js');
