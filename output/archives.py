"""Each implementation as a zip: without marks, with the versions that passed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from macros.memory import once

from content.lines import brought_by, installed_version, requirements
from content.project import Application, Project
from content.sections import files, without_marks

# A fixed date makes the same folder always the same archive.
EPOCH = (1980, 1, 1, 0, 0, 0)


def pinned(folder: Path) -> str:
    """The requirements of an implementation with the versions installed beside the site.

    Args:
        folder: `snippets/<task>/<framework>`.

    Returns:
        The text of a `requirements.txt`, direct packages and all below them.
    """
    names = sorted(brought_by(tuple(requirements(folder / "requirements.in"))))
    return "".join(f"{name}=={installed_version(name)}\n" for name in names)


def archive(answer: Application, target: Path) -> Path:
    """Write one implementation as a zip.

    Args:
        answer: the implementation.
        target: the folder that gets the file.

    Returns:
        The file, named `<task>-<framework>.zip`; all in it lies in one folder of that name.
    """
    name = f"{answer.task}-{answer.framework.id}"
    path = target / f"{name}.zip"
    contents = {"requirements.txt": pinned(answer.folder)}
    for file in files(answer.folder):
        text = without_marks(file.read_text(encoding="utf-8"))
        contents[file.relative_to(answer.folder).as_posix()] = text
    inside = tuple((f"{name}/{inner}", text) for inner, text in sorted(contents.items()))
    path.write_bytes(once(("archive", inside), lambda: _zipped(inside)))
    return path


def _zipped(contents: tuple[tuple[str, str], ...]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as bundle:
        for name, text in contents:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, text)
    return written.getvalue()


def write_all(project: Project, target: Path) -> list[Path]:
    """Write the archive of every implementation into a folder, which is made if missing."""
    target.mkdir(parents=True, exist_ok=True)
    return [
        archive(answer, target)
        for task in project.applications.values()
        for answer in task.values()
    ]
