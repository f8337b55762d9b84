import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Runs a shell script where it may mount what nobody else sees. */
const privately = (script: string, ...values: readonly string[]) =>
  spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-ec', script, 'sh', ...values], { encoding: 'utf8' });

const mayMount = privately('mount -t tmpfs tmpfs /mnt').status === 0;

const onSmallDisk = `
  folder=$(mktemp -d)
  trap 'umount "$folder/files"; rm -r "$folder"' EXIT
  mkdir "$folder/files"
  mount -t tmpfs -o size=1m tmpfs "$folder/files"
  "$1" "$2" "$folder"`;

(mayMount ? test : test.skip)('a full disk is told, keeps nothing half written, and takes files again once there is room', () => {
  const { status, stderr, stdout } = privately(onSmallDisk, process.execPath, join(import.meta.dirname, 'fill-disk.ts'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    tooMuch: 'INSUFFICIENT_STORAGE', afterwards: [], contents: [], fits: 600_000, second: 'INSUFFICIENT_STORAGE', both: 1, again: 600_000,
  });
});
