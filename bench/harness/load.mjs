import { Agent, request } from 'node:http';
import { cpuOf } from './servers.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

function once(url, headers, body, expected = 200) {
  return new Promise((done, failed) => {
    request(url, { agent, headers, method: body === undefined ? 'GET' : 'POST' }, answer => {
      if (answer.statusCode !== expected) failed(new Error(`${url} answered ${answer.statusCode}`));
      answer.resume().once('end', done);
    }).once('error', failed).end(body);
  });
}

/** Sends `count` GETs over 16 connections, of several addresses in turns, and answers the server's CPU time per request, in microseconds. */
export async function cpuPerGet({ pid }, url, headers, count) {
  const urls = [url].flat();
  const before = cpuOf(pid);
  let left = count;
  await Promise.all(Array.from({ length: 16 }, async () => { while (left-- > 0) await once(urls[left % urls.length], headers); }));
  return (cpuOf(pid) - before) / count;
}

/** The same for POSTs, of several bodies in turns, with headers of their own, each answered with `expected`. */
export async function cpuPerPost({ pid }, url, posts, count, expected = 200) {
  const before = cpuOf(pid);
  let left = count;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (left-- > 0) {
      const { body, headers } = posts[left % posts.length];
      await once(url, headers, body, expected);
    }
  }));
  return (cpuOf(pid) - before) / count;
}
