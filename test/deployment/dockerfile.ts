import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { textIn } from './deployment-files.js';

export interface Stage {
  name: string | null;
  instructions: Instruction[];
}

export const dockerfileText = textIn('Dockerfile');
export const dockerfile = DockerfileParser.parse(dockerfileText);

/** The stages of the Dockerfile in their order. The last one becomes the image. */
export const stages: Stage[] = [];
for (const instruction of dockerfile.getInstructions()) {
  const from = dockerfile.getFROMs().find((candidate) => candidate === instruction);
  if (from) stages.push({ name: from.getBuildStage(), instructions: [] });
  else stages.at(-1)?.instructions.push(instruction);
}

export const lastStage = stages.at(-1) as Stage;

export function copyOf(instruction: Instruction): { from: string | null; sources: string[]; target: string } {
  const words = instruction.getArguments().map((word) => word.getValue());
  const from = (instruction as Copy).getFromFlag()?.getValue() ?? null;
  return { from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
}

/** The words of an instruction in exec form, `["node", "main.js"]`; null in any other form, which starts a shell. */
export function execForm(text: string): string[] | null {
  const list = /\[[\s\S]*\]\s*$/.exec(text)?.[0];
  return list === undefined ? null : JSON.parse(list);
}

/** The arguments of the last instruction of that name in the image. */
export function inImage(keyword: string): string {
  const found = lastStage.instructions.filter((instruction) => instruction.getKeyword() === keyword).at(-1);
  return found?.getArgumentsContent() ?? '';
}

/** The variables that the image sets. */
export const imageEnvironment: Readonly<Record<string, string>> = Object.fromEntries(
  inImage('ENV')
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);
