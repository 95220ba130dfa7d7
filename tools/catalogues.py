"""Compile the translations: a missing catalogue would show English without a word of warning.

Needs polib, so it runs in the environment; no gettext programs are needed.
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def compile_all(root: Path = ROOT) -> list[Path]:
    """Compile each catalogue that is newer than its compiled form. Returns those compiled."""
    compiled = []
    for source in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        goal = source.with_suffix(".mo")
        if goal.exists() and goal.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(goal))
        compiled.append(goal)
    return compiled


if __name__ == "__main__":
    compile_all()
    sys.exit(0)
