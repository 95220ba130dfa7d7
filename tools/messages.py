"""Collects every sentence that people see and keeps the Vietnamese catalogue whole.

    python tools/messages.py            list what the catalogue lacks, or holds in vain; exit 1 if any
    python tools/messages.py --write    write the catalogue's entries anew, keeping translations
    python tools/messages.py --add FILE take translations from lines `English<TAB>Vietnamese`

No gettext binaries: Python is read with `ast`, templates through Django's own `templatize`.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # also when this file is run by its path

import marketplace.states  # noqa: E402
import procurement.states  # noqa: E402

CATALOGUE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
PACKAGES = ("marketplace", "procurement", "search", "cms")
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
CONTEXT = {"pgettext", "pgettext_lazy"}
_TEMPLATE_CALL = re.compile(
    r"""(?<!\w)(p?gettext|_)\(\s*u?(['"])((?:\\.|(?!\2).)*)\2(?:\s*,\s*u?(['"])((?:\\.|(?!\4).)*)\4)?\s*\)""",
    re.S,
)

Message = tuple[str, str]  # context, msgid


def python_messages(source: str) -> Iterator[Message]:
    """Messages of a Python file: calls of gettext and its kin with a literal."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        literals = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if name in PLAIN and literals:
            yield "", literals[0]
        elif name in CONTEXT and len(literals) > 1:
            yield literals[0], literals[1]


def template_messages(source: str) -> Iterator[Message]:
    """Messages of a template: translate and blocktranslate, as Django itself reads them."""
    for match in _TEMPLATE_CALL.finditer(templatize(source)):
        first = ast.literal_eval(f'"""{match[3]}"""' if '"""' not in match[3] else repr(match[3]))
        if match[1] == "pgettext" and match[5] is not None:
            yield first, ast.literal_eval(f'"""{match[5]}"""')
        else:
            yield "", first


def table_messages() -> Iterator[Message]:
    """Why each legal move is legal: a timeline says it in the reader's language."""
    for module in (marketplace.states, procurement.states):
        for table in vars(module).values():
            if isinstance(table, marketplace.states.Moves):
                yield from (("", move.because) for move in table)


def collect() -> dict[Message, list[str]]:
    """Every message of the four packages, with the files that say it."""
    found: dict[Message, list[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                messages = python_messages(path.read_text())
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                messages = template_messages(path.read_text())
            else:
                continue
            for message in messages:
                if message[1]:
                    found.setdefault(message, []).append(path.relative_to(ROOT).as_posix())
    for message in table_messages():
        found.setdefault(message, []).append("states.py")
    return found


def read_catalogue() -> polib.POFile:
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=100)
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "First Customer",
        "Language": "vi",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def key(entry: polib.POEntry) -> Message:
    return entry.msgctxt or "", entry.msgid


def problems() -> list[str]:
    """What is not translated, what nobody says any more, and placeholders that differ."""
    found, catalogue = collect(), read_catalogue()
    known = {key(entry): entry for entry in catalogue}
    lines = [f"not translated: {message[1]!r} ({where[0]})" for message, where in found.items()
             if message not in known or not known[message].msgstr]  # fmt: skip
    lines += [f"nobody says: {message[1]!r}" for message in known if message not in found]
    for message, entry in known.items():
        if entry.msgstr and places(message[1]) != places(entry.msgstr):
            lines.append(f"other placeholders: {message[1]!r}")
    return lines


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def write(additions: dict[str, str]) -> None:
    """Write the catalogue in the order of its messages, keeping every translation that still has a use."""
    found, old = collect(), read_catalogue()
    kept = {key(entry): entry.msgstr for entry in old}
    new = polib.POFile(wrapwidth=100)
    new.metadata = old.metadata
    for message in sorted(found):
        context, msgid = message
        text = additions.get(msgid) or kept.get(message, "")
        occurrences = [(where, "") for where in sorted(set(found[message]))[:3]]
        flags = ["python-format"] if places(msgid) else []
        new.append(
            polib.POEntry(
                msgctxt=context or None, msgid=msgid, msgstr=text, occurrences=occurrences, flags=flags
            )
        )
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(CATALOGUE))


def additions_from(paths: list[Path]) -> dict[str, str]:
    added: dict[str, str] = {}
    for path in paths:
        for line in path.read_text().splitlines():
            english, tab, vietnamese = line.partition("\t")
            if tab and vietnamese.strip():
                added[english.replace("\\n", "\n")] = vietnamese.strip().replace("\\n", "\n")
    return added


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--add", type=Path, nargs="*", default=[])
    choice = parser.parse_args()
    if choice.write or choice.add:
        write(additions_from(choice.add))
    lines = problems()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
