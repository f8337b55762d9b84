if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`The tests need Node 24 or later, this is ${process.version}. Use "npm test" after "npm ci" (without --omit=optional).`);
  process.exit(1);
}
const { runTests } = await import('./runner/run.ts');
process.exitCode = await runTests(process.argv.slice(2));
