"""Small changes to a source text, each of which its tests ought to notice.

A mutation replaces one span of the text, so that everything else stays as it was written. Left alone: annotations,
docstrings, imports, logging, metrics, and the wording of messages.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

SWAPPED_COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
SWAPPED_OPERATORS: Mapping[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "//", ast.FloorDiv: "*", ast.BitOr: "&", ast.BitAnd: "|",
}  # fmt: skip
SWAPPED_SQL = (
    (" FOR UPDATE", ""), (" FOR SHARE", ""), (" AND ", " OR "), (" < ", " <= "), (" > ", " >= "), (" <= ", " < "),
    (" >= ", " > "), (" IS NULL", " IS NOT NULL"), ("DO NOTHING", "DO UPDATE"), (" DESC", ""), ("greatest(", "least("),
)  # fmt: skip
SQL_BEGINS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "LOCK", "SET")
UNINTERESTING = frozenset(
    {"inc", "dec", "observe", "labels", "debug", "info", "warning", "error", "exception", "critical"}
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """`start` and `end` are offsets in the UTF-8 bytes of the text."""

    start: int
    end: int
    replacement: str
    line: int
    what: str

    def apply(self, source: str) -> str:
        data = source.encode()
        return (data[: self.start] + self.replacement.encode() + data[self.end :]).decode()


class Text:
    """A source and where its lines begin."""

    def __init__(self, source: str) -> None:
        self._data = source.encode()
        self._lines = [0]
        for line in self._data.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        return self._lines[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def of(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        return self._data[self.start(node) : self.end(node)].decode()

    def replaced(self, node: ast.expr | ast.stmt, replacement: str, what: str) -> Mutation:
        return Mutation(self.start(node), self.end(node), replacement, node.lineno, what)

    def between(self, left: ast.expr, right: ast.expr, replacement: str, what: str) -> Mutation:
        """Replace the operator between two operands; a bracket around one of them stays where it is."""
        gap = self._data[self.end(left) : self.start(right)].decode()
        opening, closing = gap[: len(gap) - len(gap.lstrip(") \n"))], gap[len(gap.rstrip("( \n")) :]
        return Mutation(self.end(left), self.start(right), f"{opening}{replacement}{closing}", left.lineno, what)

    def dropped(self, call: ast.Call, number: int) -> Mutation:
        """A keyword argument and the comma before it, or behind it when it is the first."""
        arguments: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        place = len(call.args) + number
        start = self.end(arguments[place - 1]) if place else self.start(arguments[place])
        end = self.start(arguments[1]) if not place and len(arguments) > 1 else self.end(arguments[place])
        return Mutation(start, end, "", call.lineno, f"argument {call.keywords[number].arg} dropped")


def mutations(source: str) -> list[Mutation]:
    """Every mutation of a module, in the order of the text; each leaves a module that compiles."""
    tree, text = ast.parse(source), Text(source)
    found = {mutation for node in _interesting(tree) for mutation in _of_node(node, text)}
    return sorted((each for each in found if _compiles(each.apply(source))), key=lambda each: (each.start, each.what))


def _interesting(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left_alone(child):
                yield from _interesting(child)


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert):
        return True
    expression = node.value if isinstance(node, ast.Expr) else None
    called = expression.value if isinstance(expression, ast.Await) else expression
    if isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute):
        return called.func.attr in UNINTERESTING
    return isinstance(called, ast.Constant)


def _of_node(node: ast.AST, text: Text) -> Iterator[Mutation]:
    rule = _RULES.get(type(node))
    if rule:
        yield from rule(node, text)


def _compare(node: ast.Compare, text: Text) -> Iterator[Mutation]:
    operands = [node.left, *node.comparators]
    for number, operator in enumerate(node.ops):
        swapped = SWAPPED_COMPARISONS[type(operator)]
        yield text.between(operands[number], operands[number + 1], swapped, f"comparison → {swapped}")


def _boolean(node: ast.BoolOp, text: Text) -> Iterator[Mutation]:
    swapped = "or" if isinstance(node.op, ast.And) else "and"
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield text.between(left, right, swapped, f"→ {swapped}")
        yield text.replaced(node, f"({text.of(left)})", "only the left of a condition")


def _binary(node: ast.BinOp, text: Text) -> Iterator[Mutation]:
    if swapped := SWAPPED_OPERATORS.get(type(node.op)):
        yield text.between(node.left, node.right, swapped, f"operator → {swapped}")


def _unary(node: ast.UnaryOp, text: Text) -> Iterator[Mutation]:
    if isinstance(node.op, ast.Not):
        yield text.replaced(node, f"bool({text.of(node.operand)})", "not dropped")


def _constant(node: ast.Constant, text: Text) -> Iterator[Mutation]:
    if isinstance(node.value, bool):
        yield text.replaced(node, str(not node.value), f"{node.value} → {not node.value}")
    elif isinstance(node.value, int):
        yield text.replaced(node, str(node.value + 1), f"{node.value} → {node.value + 1}")
    elif isinstance(node.value, str) and node.value.lstrip().startswith(SQL_BEGINS):
        source = text.of(node)
        for before, after in SWAPPED_SQL:
            if before in source:
                yield text.replaced(node, source.replace(before, after, 1), f"SQL:{before} →{after or ' nothing'}")


def _condition(node: ast.If | ast.IfExp, text: Text) -> Iterator[Mutation]:
    for value in ("True", "False"):
        yield text.replaced(node.test, value, f"condition → {value}")


def _statement(node: ast.Expr, text: Text) -> Iterator[Mutation]:
    yield text.replaced(node, "pass", "statement dropped")


def _return(node: ast.Return, text: Text) -> Iterator[Mutation]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield text.replaced(node.value, "None", "returns None")


def _raise(node: ast.Raise, text: Text) -> Iterator[Mutation]:
    if node.exc is not None:
        yield text.replaced(node, "pass", "raise dropped")


def _call(node: ast.Call, text: Text) -> Iterator[Mutation]:
    for number, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            yield text.dropped(node, number)
    if isinstance(node.func, ast.Name) and node.func.id in {"sorted", "frozenset", "abs"} and len(node.args) == 1:
        yield text.replaced(node, text.of(node.args[0]), f"{node.func.id} dropped")
    if isinstance(node.func, ast.Attribute) and node.func.attr in {"where", "with_for_update", "order_by", "distinct"}:
        yield text.replaced(node, text.of(node.func.value), f"{node.func.attr} dropped")


_RULES: Mapping[type[ast.AST], Callable[..., Iterator[Mutation]]] = {
    ast.Compare: _compare, ast.BoolOp: _boolean, ast.BinOp: _binary, ast.UnaryOp: _unary, ast.Constant: _constant,
    ast.If: _condition, ast.IfExp: _condition, ast.Expr: _statement, ast.Return: _return, ast.Raise: _raise,
    ast.Call: _call,
}  # fmt: skip


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True
