import { createReadStream, closeSync, openSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

const mebibyte = 1024 ** 2;

/** Makes a file of `size` MiB that begins as a PDF does. */
export function makePdf(file, size) {
  const block = randomBytes(mebibyte);
  const descriptor = openSync(file, 'w');
  for (let written = 0; written < size; written += 1) {
    block.write(written === 0 ? '%PDF-1.7\n' : `${written}\n`);
    writeSync(descriptor, block);
  }
  closeSync(descriptor);
}

/** Sends a file as the body of a request; answers the status and the text. */
export async function send(url, file, size, headers, method = 'POST') {
  const sent = request(url, { method, headers: { ...headers, 'content-type': 'application/octet-stream', 'content-length': size } });
  const answered = new Promise((done, failed) => { sent.once('response', done).once('error', failed); });
  await pipeline(createReadStream(file, { highWaterMark: mebibyte }), sent);
  const answer = await answered;
  return { status: answer.statusCode, body: await text(answer) };
}

/** Fetches a URL and throws the bytes away as cheaply as Node can; answers how many came after the header. */
export function fetchBytes(url) {
  const { hostname, port, pathname, search } = new URL(url);
  const buffer = Buffer.alloc(mebibyte);
  let head = '';
  let body = -1;
  return new Promise((done, failed) => {
    const take = length => {
      if (body >= 0) {
        body += length;
        return;
      }
      head += buffer.latin1Slice(0, length);
      const end = head.indexOf('\r\n\r\n');
      if (end >= 0) body = head.length - end - 4;
    };
    const socket = connect({ host: hostname, port, onread: { buffer, callback: take } }, () => socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`));
    socket.once('error', failed).once('close', () => (head.startsWith('HTTP/1.1 200') ? done(body) : failed(new Error(head.split('\r\n')[0]))));
  });
}
