import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const checkout = resolve(import.meta.dirname, '../..');

/** `npm test -- …`, with Redis where nothing listens. */
function npmTest(args: readonly string[], require = ''): { code: number | null; output: string; last: string | undefined } {
  const env = { ...process.env, AURORA_TEST_REDIS_URL: 'redis://127.0.0.1:1', AURORA_REQUIRE: require };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/run.mjs', ...args], { cwd: checkout, env, encoding: 'utf8' });
  return { code: status, output: stdout + stderr, last: stdout.trimEnd().split('\n').at(-1) };
}

test('Tests whose service is missing are skipped by name, with how to start it.', () => {
  const { code, output, last } = npmTest(['test/services/']);
  expect(output).toContain('2 skipped, because Redis does not answer. Start it with: redis-server');
  expect(output).toContain('  Redis [redis] It can be reached where its URL says.');
  expect(last).toBe('1 passed, 0 failed, 2 skipped');
  expect(code).toBe(0);
});

test('A missing service that is required is a failure.', () => {
  const { code, output, last } = npmTest(['test/services/'], 'redis');
  expect(output).toContain('Redis does not answer. Start it with: redis-server');
  expect(last).toBe('1 passed, 1 failed, 0 skipped');
  expect(code).toBe(1);
});

test('Without a terminal nothing is coloured.', () => {
  expect(npmTest(['--only', 'services'], 'redis').output).not.toContain('\u001b');
});

test('No test at all is a failure.', () => {
  const { code, last } = npmTest(['no-test-has-this-path']);
  expect(last).toBe('0 passed, 0 failed, 0 skipped');
  expect(code).toBe(1);
});

test('Wrong arguments are answered with the usage.', () => {
  const { code, output } = npmTest(['--only', 'nonsense']);
  expect(output).toMatch(/^There is no part nonsense\.\n\nnpm test /);
  expect(code).toBe(1);
});

test('A service that nobody knows is refused.', () => {
  const { code, output } = npmTest([], 'postgres');
  expect(output).toContain('AURORA_REQUIRE names postgres; known are mariadb, redis, rabbitmq, ');
  expect(code).toBe(1);
});
