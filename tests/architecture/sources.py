"""The product's source files, parsed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "billing", "interviews", "candidates", "analytics")
PACKAGES = ("interview_platform", *APPS)


@dataclass(frozen=True)
class Source:
    """One module of the product."""

    name: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Yield the functions at the top of the module."""
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node

    def calls(self, name: str) -> Iterator[ast.Call]:
        """Yield the calls of a function or method of that name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and name in (called(node), attribute(node.func)):
                yield node


@cache
def sources() -> tuple[Source, ...]:
    """Return every module of the product, migrations left out."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(
        Source(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text()))
        for path in paths
        if "migrations" not in path.parts
    )


def called(call: ast.Call) -> str:
    """Return the plain name that is called, or the empty string."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def attribute(node: ast.expr) -> str:
    """Return the attribute's name, or the empty string."""
    return node.attr if isinstance(node, ast.Attribute) else ""


def mentions(source: Source, *names: str) -> bool:
    """Say whether the module uses any of the names, imports left out."""
    return any(
        (isinstance(node, ast.Name) and node.id in names)
        or (isinstance(node, ast.Attribute) and node.attr in names)
        for node in ast.walk(source.tree)
    )
