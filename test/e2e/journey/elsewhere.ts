/** Operations that the journey does not meet, and who does. */
export const elsewhere: ReadonlySet<string> = new Set([
  // Answered where a renderer is installed: modules/file/test/previews.test.ts.
  'file.preview',
  // Names of revisions and planned changes: modules/config/test, test/e2e/flags/planned.test.ts.
  'config.listTags', 'config.putTag', 'config.deleteTag', 'config.planChange', 'config.listPlannedChanges', 'config.getPlannedChange', 'config.approveChange', 'config.rejectChange', 'config.cancelChange',
]);
