/** Of how many transactions the mean is, about. */
const memory = 50;

/** How long the module's transactions take in this process, milliseconds: a mean in which older ones count less and less. */
export class Pace {
  #mean: number | undefined;
  #count = 0;

  /** Undefined before the first. */
  get mean(): number | undefined {
    return this.#mean;
  }

  /** Transactions noted so far. */
  get count(): number {
    return this.#count;
  }

  note(took: number): void {
    this.#mean = this.#mean === undefined ? took : this.#mean + (took - this.#mean) / memory;
    this.#count += 1;
  }
}
