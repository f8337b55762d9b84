import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type From, type Instruction, type PropertyInstruction } from 'dockerfile-ast';
import { root } from '../runner/root.ts';

/** What follows one FROM. */
export interface Stage {
  /** The image, or the name of an earlier stage, that it begins with. */
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

const isFrom = (instruction: Instruction): instruction is From => instruction.getKeyword() === 'FROM';

function stagesIn(text: string): Stage[] {
  const stages: { base: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (isFrom(instruction)) stages.push({ base: instruction.getImage()!, name: instruction.getBuildStage() ?? undefined, instructions: [] });
    else stages.at(-1)!.instructions.push(instruction);
  }
  return stages;
}

/** The stages of the repository's Dockerfile, in order; the last one is the image. */
export const stages: readonly Stage[] = stagesIn(readFileSync(join(root, 'Dockerfile'), 'utf8'));

export const image: Stage = stages.at(-1)!;

/** What the instructions with this keyword say, in order. */
export const said = (stage: Stage, keyword: string): string[] =>
  stage.instructions.filter(each => each.getKeyword() === keyword).map(each => each.getArgumentsContent()!);

/** The environment that the image gives. */
export const imageEnvironment: Readonly<Record<string, string>> = Object.fromEntries(image.instructions
  .filter(each => each.getKeyword() === 'ENV')
  .flatMap(each => (each as PropertyInstruction).getProperties())
  .map(property => [property.getName(), property.getValue() ?? '']));

/** The command of an instruction in exec form: no shell stands between the container and the program. */
export function execForm(keyword: string): string[] {
  const text = said(image, keyword).at(-1)!;
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
