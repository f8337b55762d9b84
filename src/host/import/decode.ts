/** The file cannot be read as a table; says where and why. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * The text of `chunks`. Without an encoding it is UTF-8, or UTF-16 where a byte order mark says so.
 * Throws an `UnreadableFile` at the first byte that is wrong in the encoding, or when there is no such encoding.
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>, encoding?: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let lines = 1;
  let tail: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    decoder ??= decoderOf(encoding ?? encodingOfMark(chunk));
    const text = decode(decoder, chunk, () => lines + linesBefore(Buffer.concat([tail, chunk]), decoder!.encoding));
    lines += text.split('\n').length - 1;
    tail = chunk.subarray(-3);
    yield text;
  }
  if (decoder) yield decode(decoder, undefined, () => lines);
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new UnreadableFile(`there is no encoding "${encoding}"; common ones are utf-8, latin1 and utf-16le`);
  }
}

function encodingOfMark(chunk: Uint8Array): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  return chunk[0] === 0xfe && chunk[1] === 0xff ? 'utf-16be' : 'utf-8';
}

function decode(decoder: TextDecoder, chunk: Uint8Array | undefined, line: () => number): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    const hint = decoder.encoding === 'utf-8' ? '; if it was written by an older program, try --encoding latin1' : '';
    throw new UnreadableFile(`line ${line()} is not valid ${decoder.encoding.toUpperCase()}${hint}`);
  }
}

/** Line ends before the first byte that does not decode. */
function linesBefore(bytes: Uint8Array, encoding: string): number {
  const text = new TextDecoder(encoding).decode(bytes);
  return text.slice(0, text.indexOf('\ufffd')).split('\n').length - 1;
}
