"""Everything that the pages draw on, read and checked once for each build."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from macros.counts import Size, brought_by, installed_version, requirements, size
from macros.data import load
from macros.errors import SiteError, unknown
from macros.generated import generated_lines
from macros.model import (
    ClaimTopic,
    Fault,
    Faults,
    FeatureGroup,
    Framework,
    Frameworks,
    Implementation,
    LeftOut,
    LeftOuts,
    Packages,
    Source,
    Sources,
    Support,
    Supports,
    Task,
    Verified,
)
from macros.references import Known, check_claims, check_features, check_support
from macros.snippets import LEFTOVERS, Section, check_steps, sections_in

LEFT_OUT = "data/claims/left-out.yml"
SUPPORT = "data/support.yml"
PACKAGES = "data/packages.json"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Answer:
    """One framework's implementation of one task."""

    task: str
    framework: Framework
    folder: Path
    meta: Implementation
    sections: dict[str, Section]

    @cached_property
    def size(self) -> Size:
        """What a reader would have to write, and what comes by itself; counted at first use.

        Raises:
            SiteError: the command that generates files fails, or a file cannot be read as code.
        """
        root = self.folder.parents[2]
        where = (self.folder / "implementation.yml").relative_to(root)
        command = self.meta.generated_by
        version = installed_version(self.framework.package)
        generated = (
            generated_lines(str(where), command, root / "build/generated", version)
            if command
            else Counter[str]()
        )
        brought = brought_by(tuple(requirements(self.folder / "requirements.in")))
        return size(
            self.folder,
            self.meta.test_files,
            generated,
            len(brought),
            self.meta.generated_files,
        )


@dataclass(frozen=True)
class Project:
    """The checked content of `data/` and `snippets/`."""

    root: Path
    frameworks: list[Framework]
    sources: dict[str, Source]
    tasks: dict[str, Task]
    answers: dict[str, dict[str, Answer]]
    verified: Verified
    faults: dict[str, list[Fault]]
    features: dict[str, FeatureGroup]
    claims: dict[str, ClaimTopic]
    left_out: list[LeftOut]
    support: dict[str, Support]
    packages: Packages

    def framework(self, where: str, name: str) -> Framework:
        """Return a framework by its id.

        Raises:
            SiteError: the registry has no such framework; the message lists those that it has.
        """
        for framework in self.frameworks:
            if framework.id == name:
                return framework
        raise unknown(where, "framework", name, [one.id for one in self.frameworks])

    def section(self, source: str, name: str) -> Section:
        """Return a section of the code by its file, as a path in `snippets/`, and its name.

        Raises:
            SiteError: there is no such section; the message lists those that exist.
        """
        parts = source.split("/")
        answer = self.answers.get(parts[0], {}).get(parts[1] if len(parts) > 1 else "")
        sections = answer.sections if answer else {}
        if name not in sections:
            raise unknown(f"snippets/{source}", "section", name, sections)
        return sections[name]

    def included(self, source: str, name: str | None) -> str:
        """Return what a page includes: a section of a file, or a whole file.

        Args:
            source: a path in `snippets/` or, for a whole file, in `includes/`.
            name: of the section; None for the whole file.

        Raises:
            SiteError: there is no such section or file.
        """
        if name:
            return self.section(source, name).text
        for folder in ("snippets", "includes"):
            path = self.root / folder / source
            if path.is_file():
                return path.read_text(encoding="utf-8")
        raise SiteError(f"'{source}' is neither in snippets/ nor in includes/.")

    def task(self, where: str, name: str) -> Task:
        """Return a task by its id.

        Raises:
            SiteError: there is no such task; the message lists those that exist.
        """
        if name not in self.tasks:
            raise unknown(where, "task", name, self.tasks)
        return self.tasks[name]


def read(root: Path = ROOT) -> Project:
    """Read and check the whole project.

    Args:
        root: the folder that holds `data/` and `snippets/`.

    Returns:
        The project.

    Raises:
        SiteError: anything is missing, malformed or inconsistent.
    """
    frameworks = load(root / "data/frameworks.yml", Frameworks, root).frameworks
    tasks = {
        path.parent.name: load(path, Task, root)
        for path in sorted((root / "snippets").glob("*/task.yml"))
    }
    _check_folders(root, frameworks, tasks)
    sources = load(root / "data/sources.yml", Sources, root).root
    packages = load(root / PACKAGES, Packages, root)
    features = read_features(root)
    claims = _read_claims(root)
    left_out = load(root / LEFT_OUT, LeftOuts, root).root
    support = load(root / SUPPORT, Supports, root).root
    known = Known(root, frameworks, sources, tasks, packages)
    check_features(known, {f"data/features/{name}.yml": one for name, one in features.items()})
    topics = {f"data/claims/{name}.yml": topic for name, topic in claims.items()}
    check_claims(known, topics, LEFT_OUT, left_out)
    check_support(known, SUPPORT, support)
    return Project(
        root=root,
        frameworks=frameworks,
        sources=sources,
        tasks=tasks,
        answers={name: _answers(root, frameworks, name, task) for name, task in tasks.items()},
        verified=load(root / "data/verified.json", Verified, root),
        faults={
            path.stem: load(path, Faults, root).faults
            for path in sorted((root / "tests/faults").glob("*.yml"))
        },
        features=features,
        claims=claims,
        left_out=left_out,
        support=support,
        packages=packages,
    )


def read_features(root: Path) -> dict[str, FeatureGroup]:
    """Read data/features, without looking at what its rows refer to.

    Raises:
        SiteError: a file is malformed.
    """
    files = sorted((root / "data/features").glob("*.yml"))
    return {path.stem: load(path, FeatureGroup, root) for path in files}


def _read_claims(root: Path) -> dict[str, ClaimTopic]:
    files = sorted((root / "data/claims").glob("*.yml"))
    return {path.stem: load(path, ClaimTopic, root) for path in files if path != root / LEFT_OUT}


def _answers(root: Path, frameworks: list[Framework], name: str, task: Task) -> dict[str, Answer]:
    return {
        framework.id: _answer(root, framework, name, task)
        for framework in frameworks
        if name not in framework.missing
    }


def _answer(root: Path, framework: Framework, name: str, task: Task) -> Answer:
    folder = root / "snippets" / name / framework.id
    where = (folder / "implementation.yml").relative_to(root)
    if not folder.is_dir():
        raise SiteError(
            f"snippets/{name}: the folder '{framework.id}' is missing. Add it, or say why not in "
            f"data/frameworks.yml under '{framework.id}': missing: {{{name}: reason}}."
        )
    meta = load(folder / "implementation.yml", Implementation, root)
    sections = sections_in(folder, root)
    check_steps(where, [step.id for step in task.steps], sections, meta.absent)
    expected = {difference.id for difference in task.differences}
    for difference in sorted(expected ^ set(meta.differences)):
        if difference in expected:
            raise SiteError(f"{where}: 'differences' says nothing of '{difference}'.")
        raise unknown(where, "difference", difference, expected)
    return Answer(name, framework, folder, meta, sections)


def _check_folders(root: Path, frameworks: list[Framework], tasks: dict[str, Task]) -> None:
    """Every folder in `snippets/` belongs to a task and to a framework of the registry."""
    known = {framework.id for framework in frameworks}
    for framework in frameworks:
        for name in framework.missing:
            if name not in tasks:
                raise unknown(f"data/frameworks.yml, {framework.id}", "task", name, tasks)
            if (root / "snippets" / name / framework.id).exists():
                raise SiteError(
                    f"data/frameworks.yml, {framework.id}: 'missing' names '{name}', but "
                    f"snippets/{name}/{framework.id} exists. Take out one of the two."
                )
    for folder in _folders(root / "snippets"):
        if folder.name not in tasks:
            raise SiteError(f"snippets/{folder.name}: task.yml is missing.")
        for inner in _folders(folder):
            if inner.name not in known:
                raise unknown(f"snippets/{folder.name}", "framework", inner.name, known)


def _folders(parent: Path) -> list[Path]:
    """The folders in a folder, without what a run leaves behind."""
    return sorted(path for path in parent.iterdir() if path.is_dir() and path.name not in LEFTOVERS)
