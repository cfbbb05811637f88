"""Which call makes what nobody wrote: an inline value, or what a cell shows."""

import ast
from functools import lru_cache

from render.source import Cell, Inline, Source


def name_maker(source: Source, part: Inline | Cell) -> str:
    """Return the call behind a part of a chapter: ``words.answer``; else the expression itself.

    A name is followed to where a cell of the chapter last assigned it.
    """
    try:
        if isinstance(part, Cell):
            last = ast.parse(part.code).body[-1:]
            node = last[0].value if last and isinstance(last[0], ast.Expr) else None
        else:
            node = ast.parse(part.expression, mode="eval").body
    except SyntaxError:
        node = None
    if node is None:
        return "its cell" if isinstance(part, Cell) else part.expression
    return _name(_follow(source, node))


def _name(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


def _follow(source: Source, node: ast.expr) -> ast.expr:
    codes = tuple(part.code for part in source.steps if isinstance(part, Cell))
    base = node
    while isinstance(base, ast.Attribute | ast.Subscript):
        base = base.value
    found = _assigned(codes).get(base.id) if isinstance(base, ast.Name) else None
    return node if found is None else found


@lru_cache(maxsize=64)
def _assigned(codes: tuple[str, ...]) -> dict[str, ast.expr]:
    """Return what is assigned to each name, pair by pair where several are at once."""
    found: dict[str, ast.expr] = {}
    for code in codes:
        try:
            tree = ast.parse(code)
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    _pair(target, node.value, found)
    return found


def _pair(target: ast.expr, value: ast.expr, found: dict[str, ast.expr]) -> None:
    if isinstance(target, ast.Name):
        found[target.id] = value
    elif isinstance(target, ast.Tuple | ast.List):
        inner = target.elts
        same = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(inner)
        for number, each in enumerate(inner):
            _pair(each, value.elts[number] if same else value, found)
