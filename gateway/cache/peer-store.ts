import type { Peers } from '../peers.ts';
import type { AnswerStore } from './answer-store.ts';

const question = 'cache.invalidate';

/** A process's own copies, which end with the change of a module that any of its peers has seen. */
export function peerStore(store: AnswerStore, peers: Peers): AnswerStore {
  peers.answer(question, module => store.invalidate(module));
  return {
    read: key => store.read(key),
    write: (key, epoch, entry, age, lifetime) => store.write(key, epoch, entry, age, lifetime),
    invalidate: async module => {
      await store.invalidate(module);
      await peers.ask(question, module);
    },
    close: () => store.close(),
  };
}
