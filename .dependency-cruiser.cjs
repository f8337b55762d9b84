/** The import graph that the layout allows. `aurora verify` runs it; `npx depcruise src modules gateway migrations test` does too. */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Visitor } = require('@swc/core/Visitor.js');

// The visitor that dependency-cruiser walks the syntax tree with does not know `using`, and throws.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function visit(statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

const folder = join(__dirname, 'modules');
const modules = readdirSync(folder).filter(name => existsSync(join(folder, name, 'package.json')));

function neighbours(name) {
  const { dependencies = {}, aurora = {} } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
  return { calls: modules.filter(other => `@aurora/${other}` in dependencies), listens: aurora.listens ?? [] };
}

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const anyOf = names => `(?:${names.join('|')})`;
const face = '^modules/[^/]+/contract/(?:index|events)\\.ts$';
const tests = '(?:^|/)test/|\\.test\\.ts$';

/** A module imports the contracts of those it calls, and the events of those it listens to besides. */
function callsOf(name) {
  const { calls, listens } = neighbours(name);
  const allowed = [`^modules/${name}/`];
  if (calls.length > 0) allowed.push(`^modules/${anyOf(calls)}/`);
  if (listens.length > 0) allowed.push(`^modules/${anyOf(listens)}/contract/events\\.ts$`);
  return forbid(`calls-of-${name}`, `List the module in "dependencies" of modules/${name}/package.json if it may be called, in "aurora.listens" if only its events are wanted.`,
    { path: `^modules/${name}/` }, { path: '^modules/', pathNot: allowed });
}

module.exports = {
  forbidden: [
    forbid('module-private', 'Import what the module exports for others, @aurora/<module>/contract or /events; what is missing there becomes an operation of its contract.',
      { path: '^modules/([^/]+)/' }, { path: '^modules/', pathNot: ['^modules/$1/', face] }),
    forbid('tests-respect-privacy', 'Import @aurora/<module>/contract; what needs more stands in the tests of that module.',
      { path: '^(?:src/platform|migrations)/.*(?:(?:^|/)test/|\\.test\\.ts$)' }, { path: '^modules/', pathNot: face }),
    forbid('host-takes-the-entry', 'Import @aurora/<module> or its contract; what the host needs besides, the module definition tells.',
      { path: '^(?:src/host|test)/' }, { path: '^modules/', pathNot: [face, '^modules/[^/]+/src/module\\.ts$'] }),
    forbid('contract-stands-alone', 'A contract needs the kernel and zod only; move into contract/ what it shares with the module.',
      { path: '^modules/([^/]+)/contract/' }, { pathNot: ['^modules/$1/contract/', '^src/kernel/', '(?:^|/)node_modules/zod/'] }),
    ...modules.map(callsOf),
    forbid('kernel-is-leaf', 'The kernel says what a module is made of and needs nothing of Aurora; put what needs more into the platform.',
      { path: '^src/kernel/' }, { path: '^(?:modules|gateway|migrations|test|src/(?:platform|host))/' }),
    forbid('platform-knows-no-module', 'The platform runs any module: take the definition or the contract as a parameter.',
      { path: '^src/platform/', pathNot: tests }, { path: '^(?:modules|gateway|migrations|src/host)/' }),
    forbid('modules-know-no-host', 'A module is put together by its host, not the other way round: bind what it needs in its services.',
      { path: '^modules/' }, { path: '^(?:gateway|src/host)/' }),
    forbid('modules-know-no-migrations', 'Migrations are run by the host; a module never needs them, its tests may.',
      { path: '^modules/', pathNot: tests }, { path: '^migrations/' }),
    forbid('gateway-knows-contracts', 'The gateway reaches modules by their contracts and placement, and knows no host.',
      { path: '^gateway/' }, { path: '^(?:modules|migrations|src/host)/', pathNot: face }),
    forbid('migrations-know-the-platform', 'A migration is written against the tables as they were, with the platform\'s schema builder alone.',
      { path: '^migrations/', pathNot: tests }, { path: '^(?:modules|gateway|src/(?:host|kernel))/' }),
    forbid('tests-stay-outside', 'Move what both need out of the tests.',
      { path: '^(?:src|modules|gateway|migrations)/', pathNot: tests }, { path: tests, pathNot: 'node_modules' }),
    forbid('no-module-loader', 'Write an import with a fixed path: what createRequire or a loader brings in, no check can see.',
      { path: '^(?:modules|gateway|migrations|src/(?:kernel|platform))/', pathNot: tests }, { path: '^(?:node:)?module$', dependencyTypes: ['core'] }),
    forbid('unresolved', 'Nothing is there, or the package does not export it: see "exports" in its package.json.', {}, { couldNotResolve: true }),
    forbid('no-circular', 'Move what both need into a file of its own.', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/fixtures/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.mjs', '.js', '.cjs'] },
  },
};
