import type { Fault } from '../../running/faulty-service.ts';

/** A kind of service, and whether the command is to find it worse. */
export interface Kind {
  readonly name: string;
  readonly worse: boolean;
  readonly fault: Fault;
}

/** The services that are judged; of `wrong` one in ten single reads is another than the monolith's. */
export const kinds: readonly Kind[] = [
  { name: 'wrong', worse: true, fault: { body: (path, body) => (/\/subjects\/\d*7$/.test(path) ? body.replace('"credits":6', '"credits":7') : body) } },
  { name: 'slow', worse: true, fault: { delay: 200 } },
  { name: 'fails for 1 %', worse: true, fault: { failing: 100 } },
  { name: 'as good, farther by 3 ms', worse: false, fault: { delay: 3 } },
];
