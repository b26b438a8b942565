"""Each application as a zip: without marks, with the versions that passed."""

from __future__ import annotations

import zipfile
from pathlib import Path

from content.project import Application, Project
from content.requirements import pinned
from content.sections import files, without_marks

# A fixed date makes the same folder always the same archive.
EPOCH = (1980, 1, 1, 0, 0, 0)


def archive(application: Application, target: Path) -> Path:
    """Write `<task>-<framework>.zip` into a folder; all in it lies in one folder of that name."""
    name = f"{application.task}-{application.framework.id}"
    folder = application.folder
    contents = {"requirements.txt": pinned(folder / "requirements.in")}
    for file in files(folder):
        text = without_marks(file.read_text(encoding="utf-8"))
        contents[file.relative_to(folder).as_posix()] = text
    path = target / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        for inner, text in sorted(contents.items()):
            info = zipfile.ZipInfo(f"{name}/{inner}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, text)
    return path


def write_all(project: Project, target: Path) -> list[Path]:
    """Write the archive of every application into a folder, which is made if missing."""
    target.mkdir(parents=True, exist_ok=True)
    return [archive(application, target) for application in project.every_application()]
