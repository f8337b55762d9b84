import type { Node, Visitor } from './rule.ts';

/** What `node` names, if it stands in the source: a string, or the fixed beginning of a template. */
function textOf(node: Node | null | undefined): string | undefined {
  if (typeof node?.value === 'string') return node.value;
  return node?.type === 'TemplateLiteral' ? node.quasis?.[0]?.value.cooked : undefined;
}

/** `new URL('…', import.meta.url)` and `import.meta.resolve('…')` name files too. */
const isUrl = (node: Node) => node.callee?.name === 'URL' && node.arguments?.[1]?.object?.type === 'MetaProperty';
const isResolve = (node: Node) => node.callee?.object?.type === 'MetaProperty' && node.callee.property?.name === 'resolve';
const isRequire = (node: Node) => node.callee?.name === 'require';

/** Calls `found` with every module or file that a source names, in whichever way; `named` is undefined if it is only known when it runs. */
export function eachSpecifier(found: (named: string | undefined, node: Node) => void): Visitor {
  const source = (node: Node) => { if (node.source) found(textOf(node.source), node); };
  return {
    ImportDeclaration: source,
    ExportNamedDeclaration: source,
    ExportAllDeclaration: source,
    ImportExpression: source,
    TSImportType: source,
    NewExpression: node => { if (isUrl(node)) found(textOf(node.arguments?.[0]) ?? '', node); },
    CallExpression: node => { if (isResolve(node) || isRequire(node)) found(textOf(node.arguments?.[0]), node); },
  };
}
