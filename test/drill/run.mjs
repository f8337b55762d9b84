if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(`The drill needs Node 24 or later, this is ${process.version}. Use "npm run drill" after "npm ci" (without --omit=optional).`);
  process.exit(1);
}
const { runDrill } = await import('./run.ts');
process.exit(await runDrill(process.argv.slice(2)));
