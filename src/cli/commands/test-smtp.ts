import { type Command, Option } from 'commander';
import { Gateway } from '../gateway/gateway.js';
import { type FieldProblem, refuseOn } from '../gateway/problems.js';
import { addOperand, addOption, type InputOption, optionValues, withValues } from '../input/input-option.js';
import { OptionNames } from '../input/option-names.js';
import { readSmtpPassword } from '../input/read-input.js';
import { word } from '../input/readers.js';
import { hostAndPort, type SmtpAddress } from '../input/smtp-address.js';
import { securityWords } from '../input/words.js';
import { usageError } from '../terminal/cli-error.js';
import { print } from '../terminal/print.js';
import type { Terminal } from '../terminal/terminal.js';
import { judge } from './judge.js';
import { leaf } from './leaf.js';
import { type Check, checkSelection, checksText } from './verification-output.js';

const query = `mutation CliTestSmtp($input: DeliveryServerSettingsTestInput!) {
  deliveryServerSettingsTest(input: $input) { check { ${checkSelection} } userErrors { field code message } }
}`;

const options: readonly InputOption[] = [
  {
    flags: '--security <word>',
    path: 'security',
    help: 'how the connection is protected: IMPLICIT_TLS at port 465 and STARTTLS elsewhere, when left out',
    reader: securityWords,
  },
  {
    flags: '--username <text>',
    path: 'username',
    help: 'who signs in; nobody, when left out. The password is in SMTP_PASSWORD, on standard input, or asked for',
  },
  {
    flags: '--mail-from <domain>',
    path: 'mailFrom',
    help: 'where bounces go: a domain or an address; a message needs it',
  },
  { flags: '--to <address>', path: 'to', help: 'who gets a message, which needs --mail-from too' },
  {
    flags: '--mode <word>',
    path: 'mode',
    help: 'how far to go: to a message with --to, when left out, and else to the sign-in',
    reader: word('CONNECT', 'TLS', 'AUTH', 'MESSAGE'),
  },
];

const implicitTlsPort = 465;

export function defineTestSmtp(program: Command, terminal: Terminal): void {
  const names = new OptionNames();
  const command = leaf(
    program,
    'test-smtp',
    'try an SMTP server that is not stored, step by step',
    async ({ operands: [address], options: given, isJson }) => {
      // Without a value its reader is not asked.
      if (given.password !== undefined) throw usageError(noPassword);
      const gateway = Gateway.from(terminal.environment);
      const { host, port } = address as SmtpAddress;
      const usual = { host, port, security: port === implicitTlsPort ? 'IMPLICIT_TLS' : 'STARTTLS' };
      const password = given.username === undefined ? {} : { password: await readSmtpPassword(terminal) };
      const input = withValues({ ...usual, ...password }, optionValues(options, given));
      const { deliveryServerSettingsTest } = await gateway.execute<{
        deliveryServerSettingsTest: { check: Check | null; userErrors: FieldProblem[] };
      }>(query, { input }, names.of);
      const { check, userErrors } = deliveryServerSettingsTest;
      refuseOn(userErrors, names.of);
      if (check === null) throw new Error('There is neither a result nor a reason.');
      await print(terminal, isJson, { text: checksText([check], terminal), json: check });
      judge([check]);
    },
  );
  addOperand(command, {
    name: 'host:port',
    path: 'host',
    help: 'such as smtp.example.com:587 or [2001:db8::1]:465',
    reader: hostAndPort,
  });
  names.add('host', '<host:port>');
  names.add('port', '<host:port>');
  for (const option of options) names.add(option.path, addOption(command, option).long ?? '');
  command.addOption(
    new Option('-p, --password [text]').hideHelp().argParser(() => {
      throw usageError(noPassword);
    }),
  );
}

const noPassword =
  'A password in the command line can be seen by every user of this machine. Set it in SMTP_PASSWORD, or give it on standard input.';
