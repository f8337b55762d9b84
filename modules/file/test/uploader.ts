import { argv, stdout } from 'node:process';
import { bytes, call } from './calls.ts';
import { openHost } from './open-host.ts';

/** A process that uploads, in one piece and in parts, and deletes without end, until it is killed. Arguments: data folder, database location as JSON, settings besides as JSON, a name of its own. */
const [, , dataDir, location, env, name] = argv;
const { port } = await openHost(dataDir!, JSON.parse(location!), { env: JSON.parse(env!) });
stdout.write('ready\n');
for (let round = 0; ; round += 1) {
  const { id } = await port.upload({ name: `${name}.txt`, content: bytes(`content ${round % 3}`) }, call());
  if (round % 4 > 0) await port.delete({ id }, call());
  const whole = Buffer.from(`parts ${round % 3}`.padEnd(3_000));
  const { id: upload } = await port.tusCreate({ tus_resumable: '1.0.0', upload_length: '3000', upload_metadata: `filename ${Buffer.from('a.txt').toString('base64')}`, content: bytes() }, call());
  for (const offset of [0, 1_000, 2_000]) {
    const content = bytes(whole.subarray(offset, offset + 1_000));
    await port.tusPatch({ upload, tus_resumable: '1.0.0', content_type: 'application/offset+octet-stream', upload_offset: String(offset), content }, call());
  }
  stdout.write('.');
}
