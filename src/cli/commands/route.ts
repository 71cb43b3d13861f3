import type { Command } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { idOperand } from '../input/ids.js';
import { addOperand, addOption } from '../input/input-option.js';
import { channel } from '../input/words.js';
import { CliError, exitCodes } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import { factsText } from '../terminal/table-text.js';
import type { Terminal } from '../terminal/terminal.js';
import { leaf } from './leaf.js';

interface Address {
  source: string;
  address: string | null;
  domain: string | null;
}

interface Route {
  status: string;
  userGroup: { id: string; name: string };
  channel: string;
  deliveryServer: { id: string; name: string } | null;
  mailFrom: Address | null;
  from: Address | null;
  explanation: string[];
}

const query = `query CliRoute($userGroupId: ID!, $channel: Channel!, $sender: EmailAddress) {
  route(userGroupId: $userGroupId, channel: $channel, sender: $sender) {
    status userGroup { id name } channel deliveryServer { id name }
    mailFrom { source address domain } from { source address domain } explanation
  }
}`;

export function defineRoute(program: Command, terminal: Terminal): void {
  const run = async (operands: unknown[], sender: string | undefined, isJson: boolean) => {
    const [userGroupId, channel] = operands;
    const variables = { userGroupId, channel, sender };
    const { route } = await Gateway.from(terminal.environment).execute<{ route: Route | null }>(
      query,
      variables,
    );
    if (route === null) throw new CliError('There is no group with this id.', exitCodes.notFound);
    await print(terminal, isJson, { text: routeText(route), json: route });
  };
  const command = leaf(
    program,
    'route',
    'tell which server a channel of a group uses, with which addresses, and why',
    ({ operands, options, isJson }) => run(operands, options.sender, isJson),
  );
  addOperand(command, { ...idOperand('group'), name: 'group' });
  addOperand(command, { name: 'channel', path: '', help: 'its channel', reader: channel });
  addOption(command, { flags: '--sender <address>', path: 'sender', help: "the sender's own address" });
}

function routeText(route: Route): string {
  const { deliveryServer, mailFrom, from } = route;
  return factsText([
    ['status', route.status],
    ['server', deliveryServer ? `${deliveryServer.id} "${deliveryServer.name}"` : '-'],
    ['mail from', addressText(mailFrom)],
    ['from', addressText(from)],
    ...route.explanation.map((sentence) => ['why', sentence] as const),
  ]);
}

function addressText(address: Address | null): string {
  if (address === null) return '-';
  return `${address.address ?? address.domain ?? '-'} (${address.source})`;
}
