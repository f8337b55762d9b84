import { AuroraProcess, type Env } from '@aurora/test/running';

const said = /Aurora has ended with (\S+)\.\n\n([^]*)$/;

/** What a start that is refused says on standard error; it must be refused, with exit code 1 and nothing logged. */
export async function refusal(env: Env): Promise<string> {
  const error = await AuroraProcess.start(env).then(() => new Error('it has started'), (refused: Error) => refused);
  const [, code, text] = said.exec(error.message) ?? [];
  if (code !== '1' || text === undefined) throw error;
  return text;
}
