import { Command, CommanderError } from 'commander';
import { commands } from './commands.ts';
import { describeError, Ended, exit, UsageError } from './failure.ts';
import { version } from './version.ts';

/** Runs the command that `args` names and gives the exit code. Loads the code of that command alone. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  endQuietlyWhenNobodyReads();
  try {
    const program = await assemble(args[0] === 'help' ? args[1] : args[0]);
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? exit.done);
  } catch (error) {
    return report(error);
  }
}

/** The program with all commands, of which only `wanted` is more than its name. */
async function assemble(wanted: string | undefined): Promise<Command> {
  const program = new Command('aurora').description('Aurora keeps the syllabi of a university.').version(version(), '-V, --version');
  for (const [name, { summary, load }] of Object.entries(commands)) {
    program.addCommand((name === wanted ? await load() : new Command(name)).summary(summary));
  }
  program.addHelpText('after', '\nExit codes: 0 done, 1 failed or refused, 2 wrong usage.\nSettings are environment variables; "aurora config check" shows them.');
  withChildren(program, command => command.exitOverride().showHelpAfterError('Add --help for the usage.'));
  return program;
}

function withChildren(command: Command, act: (command: Command) => void): void {
  act(command);
  for (const child of command.commands) withChildren(child, act);
}

function report(error: unknown): number {
  if (error instanceof Ended) return error.exitCode;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  process.stderr.write(`aurora: ${describeError(error)}\n`);
  return error instanceof UsageError ? exit.usage : exit.failed;
}

/** `aurora … | head` closes our output early, which is no error of ours. */
function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exit.done);
      throw error;
    });
  }
}
