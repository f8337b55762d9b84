/** Whether a request's `Cache-Control` asks for an answer that is not a copy (RFC 9111, 5.2.1). */
export const wantsAnswerAnew = (cacheControl: string | undefined): boolean => cacheControl !== undefined && /\b(?:no-cache|no-store|max-age=0+(?!\d))/i.test(cacheControl);
