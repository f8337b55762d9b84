import { createConnection } from 'node:net';
import { expect, test } from '@jest/globals';
import { describeWith, serviceUrl } from './index.ts';
import { hasPlatformPackage, isProgram, pythonImports } from './installed.ts';
import { amqpAnswers, mysqlAnswers, redisAnswers } from './probe.ts';

test('What does not answer, or is not installed, is not there.', async () => {
  const probes = [amqpAnswers, mysqlAnswers, redisAnswers];
  expect(await Promise.all(probes.map(probe => probe('127.0.0.1', 1)))).toEqual([false, false, false]);
  expect(await pythonImports('sys', 'no_such_package')()).toBe(false);
  expect(await isProgram('/usr/bin/no_such_program')()).toBe(false);
  expect(await hasPlatformPackage('zod')()).toBe(false);
  expect(await hasPlatformPackage('no-such-package')()).toBe(false);
});

describeWith('redis', 'Redis', () => {
  const { hostname, port } = new URL(serviceUrl('redis'));

  test('A server of another protocol is not taken for the one that is wanted.', async () => {
    expect(await redisAnswers(hostname, Number(port))).toBe(true);
    expect(await amqpAnswers(hostname, Number(port))).toBe(false);
  });

  test('It can be reached where its URL says.', async () => {
    const socket = createConnection(Number(port), hostname);
    const greeting = await new Promise<string>(done => socket.once('data', data => done(String(data))).write('PING\r\n'));
    socket.destroy();
    expect(greeting).toMatch(/^[+-]/);
  });
});
