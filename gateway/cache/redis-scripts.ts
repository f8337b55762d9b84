/** KEYS: epoch, copy. ARGV: the epoch that begins if there is none. Answers the epoch, and of a copy made in it its headers, body, lifetime and rest of life, both in milliseconds. */
const read = `
local epoch = redis.call('GET', KEYS[1])
if not epoch then
  redis.call('SET', KEYS[1], ARGV[1])
  return {ARGV[1]}
end
local kept = redis.call('HMGET', KEYS[2], 'epoch', 'headers', 'body', 'lifetime')
if kept[1] ~= epoch then return {epoch} end
return {epoch, kept[2], kept[3], kept[4], redis.call('PTTL', KEYS[2])}`;

/** KEYS: epoch, copy. ARGV: the epoch it was made in, headers, body, lifetime, rest of life. Keeps it if that is still the epoch. */
const write = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'headers', ARGV[2], 'body', ARGV[3], 'lifetime', ARGV[4])
return redis.call('PEXPIRE', KEYS[2], ARGV[5])`;

/** For `defineCommand`: each is atomic. */
export const redisScripts = {
  readAnswer: { numberOfKeys: 2, lua: read },
  writeAnswer: { numberOfKeys: 2, lua: write },
} as const;

/** The scripts as methods of a client that has defined them. */
export interface RedisScripts {
  readAnswerBuffer(epochKey: string, key: string, epoch: string): Promise<(Buffer | number)[]>;
  writeAnswer(epochKey: string, key: string, epoch: string, headers: string, body: Buffer, lifetime: number, rest: number): Promise<number>;
}
