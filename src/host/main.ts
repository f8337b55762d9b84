const args = process.argv.slice(2);

process.exitCode = args.length === 1 && args[0] === 'serve'
  ? await (await import('./cli/serve-alone.ts')).serveAlone()
  : await (await import('./cli/run.ts')).runCommandLine(args);
