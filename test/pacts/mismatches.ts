import { z } from 'zod';

/** As much of the verifier's result as is read here. */
const Result = z.object({
  errors: z.array(z.object({
    interaction: z.string(),
    mismatch: z.object({ message: z.string().optional(), mismatches: z.array(z.object({ path: z.string().optional(), mismatch: z.string() })).optional() }),
  })),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong by the verifier's `result`, a line each: the interaction, where in its answer, and what is there instead. */
export function mismatchesIn(result: string): string[] {
  const { data } = Result.safeParse(parsed(result));
  // It has not come so far as to verify anything.
  if (!data) return [result];
  return data.errors.flatMap(({ interaction, mismatch: { message, mismatches = [] } }) => {
    const lines = mismatches.map(({ path, mismatch }) => (path === undefined ? mismatch : `${path}: ${mismatch}`));
    const name = interaction.replace(/^Verifying a pact between \S+ and \S+ /, '');
    return (lines.length > 0 ? lines : [message ?? 'failed']).map(line => `${name}: ${line}`);
  });
}
