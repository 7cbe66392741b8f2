/**
 * An oxlint plugin with the one rule that its own set lacks: `new Date()` and `Date()` without arguments read the
 * clock, whereas `new Date(milliseconds)` only converts.
 */
type Call = { callee: { type: string; name?: string }; arguments: unknown[] };
type Context = { report(finding: { node: Call; message: string }): void };

const MESSAGE = "Time is an argument here: the same input must give the same answer at any time.";

function check(context: Context, node: Call): void {
  const isDate = node.callee.type === "Identifier" && node.callee.name === "Date";
  if (isDate && node.arguments.length === 0) context.report({ node, message: MESSAGE });
}

export default {
  meta: { name: "ventana" },
  rules: {
    "no-present-time": {
      create: (context: Context) => ({
        NewExpression: (node: Call) => check(context, node),
        CallExpression: (node: Call) => check(context, node),
      }),
    },
  },
};
