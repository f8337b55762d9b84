// Reads one subject over and over: through the module's local port, or by the handler behind it.
import { handlersOf } from '@aurora/kernel';
import { services } from '@aurora/platform/module';
import { Container } from 'inversify';
import { answerRounds } from '../harness/work.mjs';
import { context } from './context.mjs';
import { definition, hostSubject } from './subject-module.mjs';

const { database, port } = await hostSubject(process.env.BENCH_DATABASE);

/** The handlers as the module's container makes them. */
async function handlers() {
  const container = new Container({ defaultScope: 'Singleton' });
  for (const name of ['queries', 'commands', 'ids']) container.bind(services[name]).toConstantValue(database[name]);
  container.load(definition.services);
  return container.getAsync(handlersOf(definition.contract));
}

const caller = context(crypto.randomUUID());
const input = { id: (await port.create({ name: 'Introduction to Computers', code: 'CS 120', department: 'Computer Science', credits: 3 }, caller)).id };
const { get } = process.env.BENCH_SIDE === 'port' ? port : await handlers();

answerRounds(async count => { for (let call = 0; call < count; call += 1) await get(input, caller); });
