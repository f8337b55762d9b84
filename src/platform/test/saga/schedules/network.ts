/** What becomes of a message. `late`: it waits until something asks for old ones. */
export type Fate = 'now' | 'lost' | 'twice' | 'late';

/** Something that arrives, once or more often, or never. */
export type Message = () => Promise<void> | void;

/** Loses, doubles, delays and reorders what is sent, as a list of fates says; what is sent after its end arrives. */
export class Network {
  readonly #fates: Fate[];
  readonly #underWay: Message[] = [];

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates];
  }

  fate(): Fate {
    return this.#fates.shift() ?? 'now';
  }

  /** Sends something that nobody waits for. */
  send(message: Message): void {
    const fate = this.fate();
    if (fate === 'lost') return;
    this.#underWay.push(message);
    if (fate === 'twice') this.#underWay.push(message);
  }

  /** Keeps something that arrives long after whoever sent it has given it up. */
  delay(message: Message): void {
    this.#underWay.push(message);
  }

  /** Delivers one of those under way, whichever `choice` falls on. */
  async deliver(choice: number): Promise<void> {
    const [message] = this.#underWay.splice(choice % Math.max(1, this.#underWay.length), 1);
    await message?.();
  }

  /** Delivers everything, the last first. */
  async deliverAll(): Promise<void> {
    while (this.#underWay.length > 0) await this.#underWay.pop()!();
  }
}
