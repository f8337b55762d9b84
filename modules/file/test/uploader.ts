import { argv, stdout } from 'node:process';
import { bytes, call } from './calls.ts';
import { openHost } from './open-host.ts';

/** A process that uploads and deletes without end, until it is killed. Arguments: data folder, database location as JSON, settings besides as JSON, a name of its own. */
const [, , dataDir, location, env, name] = argv;
const { port } = await openHost(dataDir!, JSON.parse(location!), { env: JSON.parse(env!) });
stdout.write('ready\n');
for (let round = 0; ; round += 1) {
  const { id } = await port.upload({ name: `${name}.txt`, content: bytes(`content ${round % 3}`) }, call());
  if (round % 4 > 0) await port.delete({ id }, call());
  stdout.write('.');
}
