/** Bytes from `start` up to and including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** More ranges than this in a field are not looked at. */
const most = 100;

/** One range of the field: undefined if it is malformed, `outside` if no byte of the content lies in it. */
function readRange(text: string, size: number): ByteRange | 'outside' | undefined {
  const found = /^\s*(\d*)-(\d*)\s*$/.exec(text);
  if (!found) return undefined;
  const [, first, last] = found;
  if (first === '') {
    if (last === '') return undefined;
    const length = Math.min(Number(last), size);
    return length === 0 ? 'outside' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'outside' : { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/**
 * What a Range field asks of a content of `size` bytes (RFC 9110, 14.1.2): the one range that its ranges make together,
 * `outside` if none of them lies in the content, or `whole` where the field is to be ignored: it is malformed, of another unit,
 * or its ranges lie apart, which may be answered with the whole (14.2).
 */
export function byteRange(field: string, size: number): ByteRange | 'whole' | 'outside' {
  const parts = /^bytes=(.*)$/is.exec(field)?.[1]!.split(',');
  if (!parts || parts.length > most) return 'whole';
  const ranges = parts.map(part => readRange(part, size));
  if (ranges.includes(undefined)) return 'whole';
  const inside = (ranges as (ByteRange | 'outside')[]).filter(range => range !== 'outside').toSorted((a, b) => a.start - b.start);
  const [one, ...others] = inside;
  if (!one) return 'outside';
  let { end } = one;
  for (const range of others) {
    if (range.start > end + 1) return 'whole';
    end = Math.max(end, range.end);
  }
  return { start: one.start, end };
}
