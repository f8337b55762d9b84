export { AnswerCache, type AnswerCacheOptions, type Bounds, type Kept, type NotKept } from './answer-cache.ts';
export type { AnswerStore, Reading } from './answer-store.ts';
export { cacheKey, canonicalParameters, type Asked, type CacheKey } from './cache-key.ts';
export { Entry } from './entry.ts';
export { MemoryStore } from './memory-store.ts';
export { peerStore } from './peer-store.ts';
export { wantsAnswerAnew } from './wants-answer-anew.ts';
