if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`The faults need Node 24 or later, this is ${process.version}. Use "npm run faults" after "npm ci" (without --omit=optional).`);
  process.exit(1);
}
const { runFaults } = await import('./run.ts');
process.exit(await runFaults(process.argv.slice(2)));
