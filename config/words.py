"""Which words residents read, and whether English has them all; the catalogue in ``locale/en`` is made with this.

Chinese stands where it is used and needs no catalogue. What an action keeps or tells somebody is no word of a page:
it stays Chinese whoever reads, so of actions only the refusals are looked at.
"""

import ast
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
# app → templates that residents open (what these include follows by itself), and the modules whose words they show
RESIDENTS = {
    "config": (
        "home.html 4*.html 5*.html",
        "config/errors.py config/pages.py config/views.py",
    ),
    "accounts": (
        "account/*.html accounts/*.html mfa/*.html mfa/*/*.html",
        "accounts/adapters.py accounts/forms.py accounts/views.py accounts/limits.py",
    ),
    "grids": (
        "grids/board.html",
        "grids/views/board.py grids/models.py",
    ),
    "community": (
        "community/notice_list.html community/notice_page.html community/data_rules.html community/my_data*.html "
        "community/rights_copy.html community/update_proof.html community/update_say.html community/update_check.html "
        "community/update_thanks.html",
        "community/views/notices.py community/views/my_data.py community/views/update_link.py "
        "community/views/rules_of_data.py community/forms/updates.py community/forms/rights.py "
        "community/actions/updates.py community/actions/rights.py community/fields.py "
        "community/models/notice.py community/models/need.py community/models/rights.py",
    ),
    "issues": (
        "issues/building.html issues/following.html issues/join.html issues/joined.html issues/map.html "
        "issues/matter.html issues/matters.html issues/mine.html issues/offline.html issues/receipt.html "
        "issues/report.html issues/report_same.html issues/snap.html issues/track.html issues/visit.html",
        "issues/views/building.py issues/views/following.py issues/views/joining.py issues/views/offline.py "
        "issues/views/public.py issues/views/receipt.py issues/views/report.py issues/views/resident.py "
        "issues/views/rows.py community/views/pictures.py issues/views/visit.py issues/views/voices.py "
        "issues/forms/fields.py issues/forms/following.py issues/forms/joining.py issues/forms/matter.py "
        "issues/forms/questions.py issues/forms/receipt.py issues/forms/visit.py "
        "issues/actions/ending.py issues/actions/following.py issues/actions/intake.py issues/actions/joining.py "
        "issues/actions/photos.py issues/actions/reporter.py issues/actions/steps.py issues/actions/stopping.py "
        "issues/actions/visiting.py community/images.py issues/text.py "
        "issues/models/issue.py issues/models/people.py issues/models/step.py",
    ),
}
HAN = re.compile(r"[\u3400-\u9fff]")
# what of a template gettext does see, or nobody reads; the seal is a picture made of two signs
SEEN = re.compile(
    r"""{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{%\s*translate\b.*?%}|_\("[^"]*"\)"""
    r"""|{%\s*comment.*?endcomment\s*%}|{#.*?#}|<span class="seal" aria-hidden="true">邻里</span>|lang="zh-Hans">[^<]*""",
    re.DOTALL,
)
QUOTED = re.compile(r"""(?:_|gettext)\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
PIECES = re.compile(r"""{%\s*(?:extends|include)\s+"([^"]+)\"""")


def of_residents(app: str) -> set[str]:
    """Every word of this app's pages for residents that gettext looks up."""
    names, modules = RESIDENTS[app]
    pages = {path for name in names.split() for path in (settings.BASE / "templates").glob(name)}
    found = {word for path in with_pieces(pages) for word in in_template(path)}
    return found | {word for module in modules.split() for word in in_module(settings.BASE / module)}


def of_others() -> set[str]:
    """Words of apps that are not listed yet: pages that gather from all apps may show them in Chinese until they are."""
    apps = [app for app in settings.OWN_APPS if app not in RESIDENTS]
    trees = [ast.parse(file.read_text()) for app in apps for file in (settings.BASE / app).rglob("*.py")]
    return {word for tree in trees for word in spoken(tree, callers(tree))}


def with_pieces(pages: set[Path]) -> set[Path]:
    seen: set[Path] = set()
    waiting = set(pages)
    while waiting:
        path = waiting.pop()
        seen.add(path)
        pieces = {settings.BASE / "templates" / name for name in PIECES.findall(path.read_text())}
        # what is not ours stands in a package and brings its own words
        waiting |= {piece for piece in pieces if piece.exists()} - seen
    return seen


def plain_words(text: str) -> list[str]:
    """Chinese of a template that gettext never sees."""
    return [piece for piece in SEEN.sub(" ", text).splitlines() if HAN.search(piece)]


def in_template(path: Path) -> set[str]:
    return {ast.literal_eval(quoted) for quoted in QUOTED.findall(templatize(path.read_text()))}


def in_module(path: Path) -> set[str]:
    """Words a module shows: all of them, of an action the refusals only, of a model the labels of choices."""
    tree = ast.parse(path.read_text())
    calls = callers(tree)
    if "actions" in path.parts:
        return {word for node in ast.walk(tree) if refuses(node) for word in spoken(node, calls)}
    if "models" in path.parts or path.stem == "models":
        return {word for node in ast.walk(tree) if is_table(node) for word in spoken(node, calls)}
    return set(spoken(tree, calls))


def callers(tree: ast.AST) -> set[str]:
    """What gettext is called in this module."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    from_django = [node for node in imports if node.module == "django.utils.translation"]
    return {alias.asname or alias.name for node in from_django for alias in node.names}


def is_table(node: ast.AST) -> bool:
    """Labels of choices are read on pages; the names of columns stand in the administration only."""
    if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id.isupper() for to in node.targets):
        return True
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    return any(isinstance(base, ast.Attribute) and base.attr.endswith("Choices") for base in bases)


def refuses(node: ast.AST) -> bool:
    """``ValidationError(_(…))``, or ``sentence = _(…)`` above one."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "ValidationError"
    return isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "sentence" for to in node.targets)


def spoken(tree: ast.AST, calls: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls and node.args:
            word = node.args[0]
            if isinstance(word, ast.Constant) and isinstance(word.value, str):
                yield word.value


def unspoken(tree: ast.AST) -> Iterator[str]:
    """Chinese that gettext never sees; comments and docstrings are no words of a page."""
    calls = callers(tree)
    seen = {id(text) for node in ast.walk(tree) if is_call(node, calls) for text in ast.walk(node)}
    seen |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in seen:
            yield from [node.value] if HAN.search(node.value) else []


def is_call(node: ast.AST, calls: set[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls


def read(text: str) -> dict[str, str]:
    """msgid → msgstr of a catalogue without plurals and contexts; the entry of "" is its head."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n\s*\n", text):
        lines = [line for line in entry.splitlines() if line.strip() and not line.startswith("#")]
        parts = {"msgid": "", "msgstr": ""}
        name = ""
        for line in lines:
            if not line.startswith('"'):
                name, _space, line = line.partition(" ")
            parts[name] += ast.literal_eval(line)
        if lines:
            found[parts["msgid"]] = parts["msgstr"]
    return found


def compiled(words: dict[str, str]) -> bytes:
    """The binary catalogue that gettext reads, so that nobody needs GNU msgfmt."""
    pairs = sorted((key.encode(), value.encode()) for key, value in words.items() if value)
    start = 28 + 16 * len(pairs)
    tables, texts = [], b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), start + len(texts)))
            texts += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + b"".join(tables) + texts


def written(words: dict[str, str]) -> str:
    return "\n".join(f"msgid {quote(key)}\nmsgstr {quote(value)}\n" for key, value in words.items())


def quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
