"""What docs/architecture.md and the house style promise about files, checked on the files themselves."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE)
APPS = ["config", *settings.OWN_APPS]
MOST_LINES, MOST_FUNCTION_LINES = 400, 40
FORBIDDEN = {"utils", "util", "common", "helpers", "helper", "services", "service", "misc", "signals", "base"}
SKIPPED = {".venv", ".git", "vendor", "data", "static-built", "screenshots", "node_modules", "__pycache__"}
# words are joined here so that this file does not find itself
SILENCED = re.compile("#" + r" *(noqa|type: *ignore|TODO|FIXME|XXX)")


def files(*endings: str) -> list[Path]:
    found = (path for ending in endings for path in ROOT.rglob(f"*.{ending}"))
    return sorted(path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts[:-1]))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PYTHON = files("py")
OWN = [path for path in PYTHON if path.relative_to(ROOT).parts[0] in APPS]
TREES = {path: ast.parse(path.read_text(encoding="utf8")) for path in PYTHON}


def test_there_is_something_to_check():
    assert len(PYTHON) > 30
    assert OWN


def test_files_are_short():
    texts = [*PYTHON, *files("html", "css", "js")]
    lengths = {name(path): len(path.read_text(encoding="utf8").splitlines()) for path in texts}
    assert not {path: lines for path, lines in lengths.items() if lines > MOST_LINES}


def test_functions_are_short():
    functions = (
        (f"{name(path)}:{node.name}", node.end_lineno - node.lineno + 1)
        for path, tree in TREES.items()
        if "migrations" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert not {where: lines for where, lines in functions if lines > MOST_FUNCTION_LINES}


def test_no_drawer_for_odds_and_ends():
    assert not [name(path) for path in OWN if FORBIDDEN & {path.stem, *path.relative_to(ROOT).parts[:-1]}]


def test_nothing_is_silenced_or_put_off():
    marks = (f"{name(path)}: {line.strip()}" for path in PYTHON for line in path.read_text("utf8").splitlines())
    assert not [mark for mark in marks if SILENCED.search(mark)]


def test_migrations_have_names():
    migrations = [path for path in OWN if path.parent.name == "migrations" and path.stem != "__init__"]
    assert migrations
    assert not [name(path) for path in migrations if re.search(r"^\d{4}_(auto|alter_|[a-z]$)", path.stem)]


def test_querysets_are_typed():
    """Their methods are the sentences everything else is built from."""
    methods = (
        (f"{name(path)}:{node.name}.{method.name}", method.returns)
        for path in OWN
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.ClassDef) and node.name.endswith("QuerySet")
        for method in node.body
        if isinstance(method, ast.FunctionDef)
    )
    assert not [where for where, returns in methods if returns is None]


def test_no_signals_between_own_apps():
    """Django's and the packages' signals may be heard; nobody defines one of our own, or listens to our rows."""
    own_signal = re.compile(r"Signal\(|\b(pre|post)_(save|delete)\b|m2m_changed")
    assert not [name(path) for path in OWN if own_signal.search(path.read_text("utf8"))]


def test_save_is_never_overridden():
    classes = (node for path in OWN for node in ast.walk(TREES[path]) if isinstance(node, ast.ClassDef))
    models = (node for node in classes if any("Model" in ast.unparse(base) for base in node.bases))
    saving = [node.name for node in models for part in node.body if getattr(part, "name", "") in ("save", "delete")]
    assert not [model for model in saving if not model.endswith(("Form", "Admin", "Resource"))]


@pytest.mark.parametrize("app", settings.OWN_APPS)
def test_tests_mirror_the_app(app):
    """tests/<app>/test_<file>.py tests <app>/<file>.py; a subject of its own stands in the allow-list."""
    subjects = {"models", "scope", "migrations", *(path.stem for path in OWN if name(path).startswith(f"{app}/"))}
    subjects |= {path.parent.name for path in OWN if name(path).startswith(f"{app}/")}
    subjects |= {"kill", "races", "queries", "speed", "commands", "hostile", "demo"}
    tests = (ROOT / "tests" / app).glob("test_*.py")
    strays = [path.name for path in tests if not any(path.stem[5:].startswith(subject) for subject in subjects)]
    assert not strays


def test_locks_name_no_address():
    """Where packages come from is the reader's setting."""
    locks = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "package.json"]
    assert not [name(path) for path in locks if "://" in path.read_text("utf8")]


def test_every_locked_package_has_hashes():
    for lock in ("requirements.txt", "requirements-dev.txt"):
        packages = re.split(r"\n(?=\S)", (ROOT / lock).read_text("utf8").strip())
        assert not [package for package in packages if "--hash=sha256:" not in package]
