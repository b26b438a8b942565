"""`make build`: checks the sources, builds strictly, checks the result, then fills site/."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import output
from content import advisories, live, maintenance, verified
from content.errors import SiteError
from content.project import ROOT, Project, read
from tools.check import pages
from tools.check import site as built
from tools.ending import ends_well
from tools.preview.faults import NOT_THE_CAUSE

# What renaming meets where another build was quicker in between.
QUICKER = (errno.ENOENT, errno.EEXIST, errno.ENOTEMPTY)
TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n(?=[ \t]))*", re.M)
FRAME = re.compile(r'^  File "(.+)", line (\d+)', re.M)


def build(root: Path, target: Path) -> list[str]:
    """Build the site of a project, and say what is wrong; `target` is as it was if anything is."""
    try:
        project = read(root)
    except SiteError as error:
        return [str(error)]
    if found := list(source_problems(project)):
        return found
    address = os.environ.get("SITE_URL", "")
    base = urlsplit(address).path or "/"
    with workplace(root) as folder:
        partial = Path(folder, "site")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(partial)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        print(without_tracebacks(done.stdout + done.stderr, root), end="", flush=True)
        if done.returncode:
            return [f"MkDocs ended with {done.returncode}; what it found is printed above."]
        parsed = output.finish(project, partial, address)
        add_live(root, partial)
        if found := list(built.problems(root, partial, f"{base.rstrip('/')}/", parsed)):
            return found
        replace(partial, target)
    return []


def add_live(root: Path, site: Path, copy: Callable[[str, str], object] = shutil.copy2) -> None:
    """Publish what `make live` made, but for what only the tests run."""
    if (made := root / live.MADE).is_dir():
        left_out = shutil.ignore_patterns(live.PROGRAMS)
        shutil.copytree(made, site / "live", ignore=left_out, copy_function=copy)


def source_problems(project: Project) -> Iterator[str]:
    """What is wrong with pages, data and the record of green runs."""
    found = list(pages.problems(project))
    yield from found
    if not found:
        yield from verified.problems(project)
        yield from advisories.problems(project)
        yield from maintenance.problems(project.repositories, project.maintained)


def replace(new: Path, target: Path) -> None:
    """Put a built site in the place of the one before; of two builds that end at once one wins."""
    target.parent.mkdir(parents=True, exist_ok=True)
    old = new.with_name("before")
    for _ in range(9):
        try:
            if target.exists():
                target.rename(old)  # in one step, so nobody meets half a site
            new.rename(target)
        except OSError as error:
            shutil.rmtree(old, ignore_errors=True)
            if error.errno not in QUICKER:
                raise
            continue
        shutil.rmtree(old, ignore_errors=True)
        return
    raise SiteError(f"{target}: other builds replace it all the time. Try again.")


def workplace(root: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder of this process's own in build/, which holds none that a killed one has left."""
    parent = root / "build"
    parent.mkdir(exist_ok=True)
    for left in parent.glob("site.*"):
        owner = left.name.split(".")[1]
        if not owner.isdigit() or not _runs(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=f"site.{os.getpid()}.", dir=parent)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def without_tracebacks(text: str, root: Path = ROOT) -> str:
    """The output of a program in which of each traceback only the error is left.

    Before it stands the last place in what people write here: a template, a macro.
    """

    def place(traceback: re.Match[str]) -> str:
        for file, line in reversed(FRAME.findall(traceback[0])):
            path = Path(file)
            if path.is_relative_to(root) and path.relative_to(root).parts[0] not in NOT_THE_CAUSE:
                return f"{path.relative_to(root)}, line {line}: "
        return ""

    return TRACEBACK.sub(place, text)


def report(found: Iterable[str]) -> int:
    """Print what is wrong and return the exit code."""
    lines = list(found)
    for line in lines:
        print(f"Error: {line}", file=sys.stderr)
    if lines:
        print(f"{len(lines)} found; the site was not changed.", file=sys.stderr)
    return 1 if lines else 0


@ends_well
def main() -> int:
    """Build site/."""
    return report(build(ROOT, ROOT / "site"))


if __name__ == "__main__":
    sys.exit(main())
