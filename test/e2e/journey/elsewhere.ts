/** Operations that the journey does not meet, and who does. */
export const elsewhere: ReadonlySet<string> = new Set([
  // Answered where a renderer is installed: modules/file/test/previews.test.ts.
  'file.preview',
  // Answered where the files are on S3: test/e2e/files/direct.test.ts.
  'file.directCreate', 'file.directComplete', 'file.directDelete',
]);
