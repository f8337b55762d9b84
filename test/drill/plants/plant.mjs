// Loaded before Aurora itself (`node --import`): plants the fault that DRILL_PLANT names, so that a drill can show that it is seen.
import { registerHooks } from 'node:module';

/** Where each fault goes, what stands there, and what takes its place. */
const faults = {
  fence: ['src/platform/relocation/fence.ts', "rename(end, names, '', asidePrefix)", 'Promise.resolve()'],
  table: ['modules/subject/src/persistence/tables.ts', "subject: 'dirty-key'", "subject: 'append-only'"],
};

const fault = faults[process.env.DRILL_PLANT];
if (fault) {
  const [file, right, wrong] = fault;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(`/${file}`)) return loaded;
      const source = String(loaded.source);
      if (!source.includes(right)) throw new Error(`There is no ${right} in ${file} to plant a fault in.`);
      return { ...loaded, source: source.replace(right, wrong) };
    },
  });
}
