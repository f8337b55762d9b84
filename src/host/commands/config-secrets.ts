import { constants } from 'node:os';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { configContract } from '@aurora/config/contract';
import { createKeyFile, replaceKeyFile } from '@aurora/platform/auth';
import { encryptionKeys, isSealed, keyId, makeKey, parseKeys, seal, unseal, withSecrets } from '@aurora/platform/secrets';
import { Command, InvalidArgumentError } from 'commander';
import { reach, type ConnectionOptions } from '../cli/connection.ts';
import { Ended, UsageError } from '../cli/failure.ts';
import { textOf } from '../cli/json-value.ts';
import { pagesOf } from '../cli/pages.ts';
import { subcommand } from '../cli/subcommand.ts';

/** What `aurora config` does with secrets, which the config module never has. */
export const secretCommands = (): Command[] => [
  new Command('encrypt').summary('Make an enc: reference of a secret in standard input')
    .description('Encrypts what comes in at standard input (without the end of its last line) with the first key of AURORA_SECRET_KEY, and prints the reference that settings take in its place. A reference that comes in is encrypted anew, for a new key.')
    .option('--key <id>', 'with the key of this id').action(encrypt),
  new Command('new-key').summary('Make a key for AURORA_SECRET_KEY')
    .description('Makes a key with which secrets are encrypted and prints it; or, with a file, puts it first there, so that it encrypts from now on and older ones still decrypt, and prints its id alone.')
    .argument('[id]', 'what the key is called; else the date', readKeyId, new Date().toISOString().slice(0, 10))
    .option('--file <path>', 'the file of AURORA_SECRET_KEY=file:<path>; made if there is none').action(newKey),
  subcommand('exec', 'Run a command with the settings of a service as environment variables, secrets in their place')
    .argument('<command...>', 'after --, as in: exec --service timetable -- ./start')
    .option('--environment <name>', 'as in production; else whatever the environment').option('--service <name>', 'as in gateway; else whatever the service').action(exec),
];

function readKeyId(text: string): string {
  if (!keyId.test(text)) throw new InvalidArgumentError('The id of a key has 1 to 32 of A-Z a-z 0-9 _ -.');
  return text;
}

async function encrypt({ key: id }: { readonly key?: string }): Promise<void> {
  const keys = encryptionKeys();
  const key = id === undefined ? keys[0]! : keys.find(one => one.id === id);
  if (!key) throw new UsageError(`AURORA_SECRET_KEY has no key ${id}.`);
  if (process.stdin.isTTY) console.error('Type the secret, then Enter and Ctrl-D. It is shown while you type; rather use a pipe.');
  const given = (await textOf(process.stdin)).replace(/\r?\n$/, '');
  if (given === '') throw new UsageError('There is no secret at standard input.');
  console.log(seal(isSealed(given) ? unseal(given, keys) : given, key));
}

async function newKey(id: string, { file }: { readonly file?: string }): Promise<void> {
  const made = makeKey(id);
  if (file === undefined) return console.log(made);
  const present = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new UsageError(`${file} can't be read: ${error.code}.`);
    return undefined;
  });
  if (present === undefined) await createKeyFile(file, `${made}\n`);
  else {
    const keys = `${made}\n${present}`;
    try {
      parseKeys(keys);
    } catch (error) {
      throw new UsageError(`${file} with the key ${id} ${(error as Error).message}.`);
    }
    await replaceKeyFile(file, keys);
  }
  console.log(id);
}

/** `smtp.password` as an environment has it: `SMTP_PASSWORD`. */
const variableOf = (key: string): string => key.toUpperCase().replace(/[^A-Z0-9]/g, '_').replace(/^(?=\d)/, '_');

/** Ends as the command does; what it says goes where this one's would. Without the token of this one in its environment. */
async function exec([program, ...args]: readonly string[], { environment, service, ...options }: ConnectionOptions & { readonly environment?: string; readonly service?: string }): Promise<void> {
  const layer = { ...(environment === undefined ? {} : { environment }), ...(service === undefined ? {} : { service }) };
  const settings = (await Array.fromAsync(pagesOf(await reach(options), configContract.operations.listSettings, layer))).flat();
  const variables = new Map<string, string>();
  for (const { key, value } of settings) {
    const name = variableOf(key), resolved = withSecrets(value, process.env, key);
    if (variables.has(name)) throw new UsageError(`The settings have two keys that would be ${name}.`);
    variables.set(name, typeof resolved === 'string' ? resolved : JSON.stringify(resolved));
  }
  // What is set here already wins: an operator can give a command another value than the settings do.
  const { AURORA_SECRET_KEY: _key, AURORA_TOKEN: _token, ...inherited } = process.env;
  const child = spawn(program!, args, { env: { ...Object.fromEntries(variables), ...inherited }, stdio: 'inherit' });
  const pass = (signal: NodeJS.Signals): void => { child.kill(signal); };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  const [code, signal] = await once(child, 'exit').catch((error: NodeJS.ErrnoException) => { throw new UsageError(`${program} can't be run: ${error.code}.`); }) as [number | null, NodeJS.Signals | null];
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, pass);
  const ended = code ?? 128 + constants.signals[signal!];
  if (ended !== 0) throw new Ended(ended);
}
