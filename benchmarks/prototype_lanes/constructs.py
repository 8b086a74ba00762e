"""What the model's compiled functions are made of, counted: what a rewriting must know."""

import ast
import collections
from pathlib import Path

import rekindle.model as model

seen: collections.Counter = collections.Counter()
functions = 0
for file in sorted(Path(model.__path__[0]).rglob("*.py")):
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(d) in ("compiled", "inlined") for d in node.decorator_list):
            functions += 1
            for part in ast.walk(node):
                if isinstance(
                    part, ast.stmt | ast.IfExp | ast.BoolOp | ast.Compare | ast.Call | ast.Subscript | ast.Attribute | ast.Tuple
                ):
                    seen[type(part).__name__] += 1
print(functions, "functions;", ", ".join(f"{name} {number}" for name, number in seen.most_common()))
