/** Keys of flags that begin so are Aurora's own: they say where modules are. */
const prefix = 'placement.';

export const isOwnFlag = (key: string): boolean => key.startsWith(prefix);
