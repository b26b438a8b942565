"""What a reader would have to write for an application, and what comes by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from content.lines import code_lines
from content.project import Application
from content.requirements import brought_by, installed_version, requirements
from content.scaffold import scaffold_lines
from content.sections import files, without_marks


@dataclass(frozen=True)
class Size:
    """What one application consists of: lines by origin, files, packages."""

    written: int
    generated: int
    test: int
    files: int
    packages: int


def size_of(application: Application) -> Size:
    """Count an application."""
    root = application.folder.parents[2]
    where = (application.folder / "implementation.yml").relative_to(root)
    meta = application.meta
    version = installed_version(application.framework.package)
    by_scaffold = (
        scaffold_lines(str(where), meta.generated_by, version)
        if meta.generated_by
        else Counter[str]()
    )
    brought = brought_by(tuple(requirements(application.folder / "requirements.in")))
    folder, machine_made = application.folder, meta.generated_files
    return size(folder, meta.test_files, by_scaffold, len(brought), machine_made)


def size(
    folder: Path,
    test_files: Iterable[str],
    by_scaffold: Counter[str],
    packages: int,
    generated_files: Iterable[str] = (),
) -> Size:
    """Count the files of a folder.

    Files that match `test_files` or `generated_files` (globs) are counted apart; a line counts as
    generated as often as the scaffold wrote it.
    """
    globs, by_command = list(test_files), list(generated_files)
    left = Counter(by_scaffold)
    written = machine = test = count = 0
    for path in files(folder):
        name = path.relative_to(folder).as_posix()
        whole = f"{folder.parent.name}/{folder.name}/{name}"  # for the message
        lines = code_lines(whole, without_marks(path.read_text(encoding="utf-8")))
        if any(fnmatch(name, glob) for glob in globs):
            test += len(lines)
            continue
        count += 1
        if any(fnmatch(name, glob) for glob in by_command):
            machine += len(lines)
            continue
        for line in lines:
            if left[line]:
                left[line] -= 1
                machine += 1
            else:
                written += 1
    return Size(written, machine, test, count, packages)
