"""Imports run one way, files stay short, names say something."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "tuwen"
TREES = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SRC.rglob("*.py"))}
TESTS = sorted(Path(__file__).parent.rglob("*.py"))

# The higher may import the lower and its own layer only where OWN says so.
LAYERS = {
    "errors": 0, "figure": 0, "article": 0, "task": 0, "summary": 0, "reading.types": 0,
    "reading": 1, "writing": 1, "checking": 1, "models": 1,
    "engines": 2,
    "service": 3,
    "blog": 4, "server": 4, "client": 4, "web": 4,
    "settings": 5, "cli": 6, "": 4, "__main__": 7,
}  # fmt: skip
# Stages of one layer that know nothing of each other, and the few that may look sideways.
SIDEWAYS = {("checking", "writing"), ("figure", "errors"), ("article", "errors"),
            ("task", "errors"), ("summary", "task"), ("cli", "cli"),
            ("reading.types", "figure")}  # fmt: skip
# What a local model needs; whoever starts no local model never imports it.
LOCAL_MODEL = {
    "engines.batch", "engines.cache", "engines.checkpoint", "engines.decoding", "engines.inputs",
}  # fmt: skip
BANNED = ("utils", "helpers", "common", "misc")


def part(module: str) -> str:
    """The layer's name of a dotted module below tuwen."""
    if module.startswith("reading.types"):
        return "reading.types"
    return module.split(".")[0]


def module_of(path: Path) -> str:
    name = ".".join(path.relative_to(SRC).with_suffix("").parts)
    return name.removesuffix("__init__").rstrip(".")


def imports(tree: ast.AST) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer"
            found.append(node.module or "")
    return [name[6:] for name in found if name.startswith("tuwen.")]


@pytest.mark.parametrize("path", TREES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_run_downwards(path: Path) -> None:
    mine = part(module_of(path))
    for name in imports(TREES[path]):
        theirs = part(name)
        if mine == theirs or (mine, theirs) in SIDEWAYS:
            continue
        assert LAYERS[theirs] < LAYERS[mine], f"{mine} must not import {theirs}"


@pytest.mark.parametrize("path", [*TREES, *TESTS], ids=lambda p: p.name)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300, path.name
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{path.name}:{node.name} has {length} lines"


@pytest.mark.parametrize("path", TREES, ids=lambda p: str(p.relative_to(SRC)))
def test_names_say_something(path: Path) -> None:
    assert path.stem not in BANNED
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(("Manager", "Helper", "Util", "Utils")), node.name


def test_every_source_file_says_what_it_is() -> None:
    assert [p.name for p, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_no_torch_in_the_core() -> None:
    for path, tree in TREES.items():
        names = {alias.name.split(".")[0] for node in ast.walk(tree)
                 if isinstance(node, ast.Import) for alias in node.names}  # fmt: skip
        names |= {(node.module or "").split(".")[0] for node in ast.walk(tree)
                  if isinstance(node, ast.ImportFrom)}  # fmt: skip
        names |= {str(node.args[0].value) for node in ast.walk(tree)
                  if isinstance(node, ast.Call) and ast.unparse(node.func) == "import_module"
                  and node.args and isinstance(node.args[0], ast.Constant)}  # fmt: skip
        heavy = names & {"torch", "transformers", "peft", "accelerate", "bitsandbytes"}
        assert not heavy or module_of(path) in LOCAL_MODEL, f"{path.name} imports {heavy}"


def test_only_the_engine_of_local_models_imports_what_imports_torch() -> None:
    for path, tree in TREES.items():
        mine = module_of(path)
        if mine in LOCAL_MODEL:
            continue
        lazy = {node for function in ast.walk(tree) if isinstance(function, ast.FunctionDef)
                for node in ast.walk(function)}  # fmt: skip
        lazy |= {node for branch in ast.walk(tree) if isinstance(branch, ast.If)
                 and ast.unparse(branch.test) == "TYPE_CHECKING"
                 for node in ast.walk(branch)}  # fmt: skip
        for node in ast.walk(tree):
            if node not in lazy and isinstance(node, ast.Import | ast.ImportFrom):
                assert not set(imports(node)) & LOCAL_MODEL, path.name
