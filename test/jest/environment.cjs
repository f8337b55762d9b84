const { TestEnvironment } = require('jest-environment-node');

/** What Node's own parts hand over from outside a test's realm, and code compares with `instanceof`. */
const handedOver = [
  'Object', 'Function', 'Array', 'Promise', 'Date', 'RegExp', 'Map', 'Set', 'ArrayBuffer', 'Uint8Array',
  'Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError',
];

/** What test files of one process share: how the tables of modules are made. */
const migratedSchemas = new Map();

const ordinary = Function.prototype[Symbol.hasInstance];

/** Makes `value instanceof constructor` hold for what the same constructor of another realm has made. */
function accept(constructor, foreign) {
  Object.defineProperty(constructor, Symbol.hasInstance, {
    value(value) {
      return ordinary.call(this, value) || (this === constructor && ordinary.call(foreign, value));
    },
  });
}

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    // Jest would load it anew for each test file, and its native part can be started once in a process.
    this.global.loadPact = () => require('@pact-foundation/pact');
    this.global.migratedSchemas = migratedSchemas;
    // Some are the outer realm's own here, and accept what it makes already.
    for (const name of handedOver) if (this.global[name] !== globalThis[name]) accept(this.global[name], globalThis[name]);
  }
};
