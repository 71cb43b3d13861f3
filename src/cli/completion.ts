import type { Argument, Command, Option } from 'commander';
import { commandName } from './called-name.js';
import { leaf } from './commands/leaf.js';
import { addOperand } from './input/input-option.js';
import { word } from './input/readers.js';
import type { Terminal } from './terminal/terminal.js';

/** Both ask the program, and hand it the words as they are: nothing that was typed is evaluated. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_delivery_gateway() {
  local IFS=$'\\n'
  COMPREPLY=($(delivery-gateway complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _delivery_gateway delivery-gateway
`,
  zsh: `#compdef delivery-gateway
_delivery_gateway() {
  local -a candidates
  candidates=(\${(f)"$(delivery-gateway complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  candidates=("\${(@)candidates/$'\\t'/:}")
  if (( $#candidates )); then _describe 'delivery-gateway' candidates; else _files; fi
}
compdef _delivery_gateway delivery-gateway
`,
};

export function defineCompletion(program: Command, terminal: Terminal): void {
  const completion = leaf(
    program,
    'completion',
    'print a script that completes commands, options and their words',
    async ({ operands: [shell], isJson }) => {
      const script = scripts[shell as string] as string;
      await terminal.write(isJson ? `${JSON.stringify({ script })}\n` : script);
    },
  );
  completion.addHelpText('after', `\nFor example, in ~/.bashrc: source <(${commandName} completion bash)`);
  addOperand(completion, {
    name: 'shell',
    path: '',
    help: 'the shell',
    reader: word(...Object.keys(scripts)),
  });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) =>
      terminal.write(
        completions(program, words)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    );
}

/** What the last of the words could become, each with a tab and its help behind it, if it has one. */
function completions(program: Command, words: readonly string[]): string[] {
  // bash makes a word of the "=" in "--option=value".
  const current = words.at(-1) === '=' ? '' : (words.at(-1) ?? '');
  const before = words.slice(0, -1).filter((one) => one !== '=');
  const { command, awaited } = placeAfter(before, program);
  const [, flag = null, begun = ''] = /^(--[\w-]+=)(.*)$/.exec(current) ?? [];
  if (flag !== null) return wordsFor(optionOf(command, flag.slice(0, -1)), begun, flag);
  if (awaited) return wordsFor(awaited, current);
  const { visibleOptions, visibleCommands } = visibleOf(command);
  if (current.startsWith('-')) return visibleOptions.filter((line) => line.startsWith(current));
  const operands = command.registeredArguments.flatMap((operand) => wordsFor(operand, current));
  return [...visibleCommands.filter((line) => line.startsWith(current)), ...operands];
}

/** The command that the words lead to, and the option whose value comes next. */
function placeAfter(
  words: readonly string[],
  program: Command,
): { command: Command; awaited?: Option | undefined } {
  let command = program;
  let awaited: Option | undefined;
  for (const typed of words) {
    if (awaited) awaited = undefined;
    else if (typed.startsWith('-')) awaited = optionOf(command, typed);
    else command = command.commands.find((one) => one.name() === typed) ?? command;
  }
  return { command, awaited };
}

function visibleOf(command: Command) {
  const help = command.createHelp();
  return {
    visibleOptions: help.visibleOptions(command).map(({ long, description }) => `${long}\t${description}`),
    visibleCommands: help.visibleCommands(command).map((one) => `${one.name()}\t${one.description()}`),
  };
}

/** The option, if a value has to follow it. */
function optionOf(command: Command, flag: string): Option | undefined {
  return command.options.find((option) => option.long === flag && option.required);
}

/** Words in any case; in a list, those that may follow the last comma. */
function wordsFor(taker: Option | Argument | undefined, begun: string, prefix = ''): string[] {
  const comma = begun.lastIndexOf(',') + 1;
  const last = begun.slice(comma).toUpperCase();
  return (taker?.argChoices ?? [])
    .filter((one) => one.toUpperCase().startsWith(last))
    .map((one) => prefix + begun.slice(0, comma) + one);
}
