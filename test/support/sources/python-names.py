"""Prints, for each Python file that it is given, the names that it uses and nobody gives it, and those that it imports in vain."""
import ast
import builtins
import sys

for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        tree = list(ast.walk(ast.parse(file.read(), path)))
    imported = {
        (name.asname or name.name).split(".")[0]
        for node in tree if isinstance(node, (ast.Import, ast.ImportFrom)) for name in node.names
    }
    given = imported | set(dir(builtins)) | {"__file__"}
    given |= {node.name for node in tree if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
    given |= {node.arg for node in tree if isinstance(node, ast.arg)}
    given |= {node.name for node in tree if isinstance(node, ast.ExceptHandler) and node.name}
    given |= {node.id for node in tree if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    used = {node.id for node in tree if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for name in sorted(used - given):
        print(f"{path}: {name} is given by nobody")
    for name in sorted(imported - used):
        print(f"{path}: {name} is imported and not used")
