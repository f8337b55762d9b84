/** Another host has taken the worker lease over: nothing that was begun under it may be committed. */
export class LostLease extends Error {
  override readonly name = 'LostLease';

  constructor() {
    super('another host has taken the work over');
  }
}
