import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { bytes, call } from './calls.ts';
import { Deployment } from './deployment.ts';

/** Uploads more than the disk of the store holds, and says what came of it. Argument: a data folder whose folder `files` is a disk of 1 MiB. */
await using deployment = await Deployment.create('sqlite', argv[2]);
const { port } = await deployment.host();
const upload = (letter: string, size: number) => port.upload({ name: 'a.txt', content: bytes(Buffer.alloc(size, letter)) }, call());
const size = 600_000;
const code = (error: { code?: unknown }) => error.code ?? String(error);

const tooMuch = await upload('a', 2 * 1024 ** 2).catch(code);
const afterwards = await deployment.stored();
const contents = await deployment.sql('select * from content');
const first = await upload('a', size);
const second = await upload('b', size).catch(code);
const both = readdirSync(join(argv[2]!, 'files'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;
await port.delete({ id: first.id }, call());
const again = await upload('b', size);
stdout.write(JSON.stringify({ tooMuch, afterwards, contents, fits: first.file_size, second, both, again: again.file_size }));
