import type { Client } from '../client.ts';
import { Callers, expectStatus, type Act } from './callers.ts';

interface Subject { readonly id: number; readonly name: string; readonly code: string }

/** Callers of the subject module: they make subjects, rename them, and read what they have made. */
export class SubjectsInUse extends Callers {
  /** What was acknowledged, by id. */
  readonly ledger: Map<number, Subject>;

  constructor(apis: readonly Client[]) {
    const ledger = new Map<number, Subject>();
    const last = new Map<number, Subject>();
    const note = (number: number, subject: Subject): void => {
      ledger.set(subject.id, subject);
      last.set(number, subject);
    };
    const act: Act = async (api, number, turn) => {
      const known = last.get(number);
      if (!known || turn % 10 === 0) {
        const code = `C${number}-${turn}`;
        const made = await api.post<Subject>('/subjects', { name: `made ${code}`, code });
        expectStatus(made, 201);
        if (ledger.has(made.body.id)) throw new Error(`the id ${made.body.id} was given twice`);
        note(number, made.body);
      } else if (turn % 10 === 5) {
        const changed = await api.put<Subject>(`/subjects/${known.id}`, { name: `renamed ${known.code}` });
        expectStatus(changed, 200);
        note(number, changed.body);
      } else if (turn % 2 === 0) {
        expectStatus(await api.get('/subjects?limit=20'), 200);
      } else {
        const read = await api.get<Subject>(`/subjects/${known.id}`);
        expectStatus(read, 200);
        if (read.body.name !== known.name) throw new Error(`subject ${known.id} is ${read.body.name}, and was told to be ${known.name}`);
      }
    };
    super(apis, act);
    this.ledger = ledger;
  }

  /** What was acknowledged and is not there as it was. */
  async lost(api: Client): Promise<number[]> {
    const lost: number[] = [];
    for (const { code, id, name } of this.ledger.values()) {
      const { body } = await api.get<Partial<Subject>>(`/subjects/${id}`);
      if (body.code !== code || body.name !== name) lost.push(id);
    }
    return lost;
  }
}
