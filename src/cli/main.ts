import { CliError } from './cli-error.js';
import { Gateway } from './gateway.js';
import { createKey, listKeys, revokeKey } from './keys.js';
import type { Output } from './output.js';
import { type Command, help, parseArguments } from './parse-arguments.js';
import { schemaOutput } from './schema-output.js';
import { listServers } from './servers.js';

async function main(): Promise<void> {
  const given = parseArguments(process.argv.slice(2));
  if (given === null) {
    process.stdout.write(help);
    return;
  }
  const { text, json } = await carryOut(given.command);
  process.stdout.write(given.isJson ? `${JSON.stringify(json, null, 2)}\n` : text);
}

async function carryOut(command: Command): Promise<Output> {
  switch (command.name) {
    case 'keys create':
      return createKey(gateway(), command.key);
    case 'keys list':
      return listKeys(gateway());
    case 'keys revoke':
      return revokeKey(gateway(), command.id);
    case 'servers list':
      return listServers(gateway(), command.first);
    case 'schema':
      return schemaOutput();
    default:
      return command satisfies never;
  }
}

function gateway(): Gateway {
  return new Gateway(
    process.env.GATEWAY_URL?.trim() || 'http://127.0.0.1:4000',
    process.env.GATEWAY_API_KEY?.trim() ?? '',
  );
}

// Whoever reads the output may have seen enough of it, as `head` does.
process.stdout.on('error', () => process.exit());

main().catch((error) => {
  const isOurs = error instanceof CliError;
  const message = isOurs ? error.message : 'The command failed for a reason of its own. Please report it.';
  process.stderr.write(`${message}\n`);
  process.exitCode = isOurs ? error.exitCode : 1;
});
