/** As much of a syntax tree's node (ESTree, TS-ESTree) as the rules look at. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly source?: Node | null;
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly arguments?: readonly Node[];
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
}

export interface Context {
  /** Absolute path of the file. */
  readonly filename: string;
  report(problem: { readonly node: Node; readonly message: string }): void;
}

export type Visitor = Readonly<Record<string, (node: Node) => void>>;

/** A rule in the form that oxlint shares with ESLint. */
export interface Rule {
  create(context: Context): Visitor;
}
