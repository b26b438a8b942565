"""What a reader would have to write for an application, and what comes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from content.lines import code_lines
from content.project import Application
from content.requirements import brought_by, requirements
from content.scaffold import generated_lines
from content.sections import files, unmarked

# What an older release lacks, in its place: the newest, which pages are about, does not load it.
FOR_OLDER = {"lts.py"}


@dataclass(frozen=True)
class Size:
    """What one application consists of: lines by origin, files, packages."""

    written: int
    generated: int
    test: int
    files: int
    packages: int


def size_of(application: Application) -> Size:
    """Count an application: lines of tests apart, and those that a command wrote."""
    folder = application.folder
    brought = brought_by(tuple(requirements(folder / "requirements.in")))
    written = machine = test = count = 0
    for path in files(folder):
        if path.name in FOR_OLDER:
            continue
        name = path.relative_to(folder).as_posix()
        lines = unmarked(path.read_text(encoding="utf-8"))
        whole = f"{folder.parent.name}/{folder.name}/{name}"  # for the message
        code = [lines[at][0] for at in code_lines(whole, "".join(line for _, line in lines))]
        if application.meta.is_test(name):
            test += len(code)
            continue
        generated = generated_lines(application, path).intersection(code)
        count += 1
        machine += len(generated)
        written += len(code) - len(generated)
    return Size(written, machine, test, count, len(brought))
