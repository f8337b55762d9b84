/** Bytes of a name, within what every file system takes. */
const longest = 200;
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** `original` as a file name that every system takes and that leads nowhere else. */
export function safeName(original: string): string {
  const plain = original.normalize('NFC').replace(/[\p{Cc}\p{Cs}<>:"/\\|?*]/gu, '_').replace(/[.\s]+$/u, '').replace(/^(?=[.\s])/u, '_');
  const name = plain === '' ? 'file' : reserved.test(plain) ? `_${plain}` : plain;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 20 ? name.slice(dot) : '';
  let stem = [...(extension === '' ? name : name.slice(0, dot))];
  while (Buffer.byteLength(stem.join('')) + Buffer.byteLength(extension) > longest) stem = stem.slice(0, -1);
  return stem.join('') + extension;
}

/** Gives every file of an export a path of its own, also where letters of both cases are the same. Equal contents of equal name share one. */
export class FilePaths {
  readonly #taken = new Map<string, string>();

  /** A path with `/`, the same for the same file in every export as long as no other file takes the name first. */
  of(file: { readonly id: string; readonly original_name: string; readonly sha256: string }): string {
    const name = safeName(file.original_name);
    const key = name.toLowerCase();
    const holder = this.#taken.get(key);
    if (holder !== undefined && holder !== `${name} ${file.sha256}`) return `${file.id}/${name}`;
    this.#taken.set(key, `${name} ${file.sha256}`);
    return name;
  }
}
