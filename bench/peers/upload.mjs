// A bare server that writes a request's body to disk while it hashes it, makes it durable, and answers the hash.
import { createHash, randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

async function receive(request, file) {
  const handle = await open(file, 'wx');
  const hash = createHash('sha256');
  for await (const chunk of request) {
    const written = handle.write(chunk);
    hash.update(chunk);
    await written;
  }
  await handle.datasync();
  await handle.close();
  return hash.digest('hex');
}

async function answer(request, response) {
  const file = join(process.env.BENCH_FOLDER, randomUUID());
  response.writeHead(201).end(await receive(request, file));
  await unlink(file);
}

createServer((request, response) => {
  if (request.method === 'POST') void answer(request, response);
  else response.end();
}).listen(Number(process.env.PORT), '127.0.0.1');
