// What does each TypeScript file import, and how long is each of its functions?
//
// Run in pwa/ by test_architecture.py: file names on standard input, one a line; JSON on standard output:
// { file: { imports: [specifier…], functions: [[name, lines]…], first: its first line } }
// The compiler itself reads the files, so nothing is guessed from brackets.
const fs = require("node:fs");
const ts = require(require.resolve("typescript", { paths: [process.cwd()] }));

const MEASURED = new Set([
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.Constructor,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
]);

function specifier(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier?.text;
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  if (dynamic) return node.arguments[0]?.text;
  return ts.isImportTypeNode(node) ? node.argument.literal?.text : undefined;
}

function facts(file) {
  const text = fs.readFileSync(file, "utf8");
  const kind = file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const found = { imports: [], functions: [], first: text.split("\n", 1)[0] };
  const line = (position) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node) => {
    const imported = specifier(node);
    if (imported) found.imports.push(imported);
    if (MEASURED.has(node.kind)) {
      const name = node.name?.getText() ?? node.parent?.name?.getText?.() ?? "anonymous";
      found.functions.push([name, line(node.end) - line(node.getStart()) + 1]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = fs.readFileSync(0, "utf8").split("\n").filter(Boolean);
console.log(JSON.stringify(Object.fromEntries(files.map((file) => [file, facts(file)]))));
