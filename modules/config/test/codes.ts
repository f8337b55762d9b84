/** The error that `work` ends with; fails if it does not. */
export async function refusal(work: Promise<unknown>): Promise<{ code: string; fields: { path: string; code: string }[]; details: Record<string, unknown> }> {
  try {
    await work;
  } catch (error) {
    const { code, details = {} } = error as { code?: string; details?: Record<string, unknown> };
    if (code === undefined) throw error;
    return { code, details, fields: ((details['fields'] ?? []) as { path: string; code: string }[]).map(field => ({ path: field.path, code: field.code })) };
  }
  throw new Error('There was no error.');
}
