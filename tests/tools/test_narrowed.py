"""Environments that hold what some requirements bring, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from content.errors import SiteError
from content.project import Application, read
from content.requirements import brought_by, requirements
from tools.narrowed import for_application, narrowed

HERE = Path(sys.executable)
FINDS = "import importlib.util as u, sys; print(*(n for n in sys.argv[1:] if u.find_spec(n)))"


def finds(python: Path, *names: str) -> list[str]:
    done = subprocess.run([python, "-c", FINDS, *names], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_it_holds_what_is_named_and_what_that_needs(tmp_path: Path) -> None:
    python = narrowed(HERE, ["alembic"], tmp_path)
    asked = ("alembic", "sqlalchemy", "mako", "wtforms", "mkdocs", "pytest", "pip")
    assert finds(python, *asked) == ["alembic", "sqlalchemy", "mako"]


def test_its_programs_run_with_its_own_interpreter(tmp_path: Path) -> None:
    python = narrowed(HERE, ["alembic"], tmp_path)
    program = python.with_name("alembic")
    done = subprocess.run([program, "--version"], capture_output=True, text=True)
    assert done.stdout.startswith("alembic 1."), done.stderr
    assert program.read_text("utf-8").startswith(f"#!{python}\n")
    assert not python.with_name("gunicorn").exists()


def test_the_larger_one_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(HERE.parents[1])
    python = narrowed(tmp_path / "linked/bin/python", ["alembic"], tmp_path)
    assert python.with_name("alembic").exists()


def test_it_is_made_once(tmp_path: Path) -> None:
    first = narrowed(HERE, ["alembic", "gunicorn"], tmp_path)
    assert narrowed(HERE, ["gunicorn", "alembic"], tmp_path) == first
    assert narrowed(HERE, ["gunicorn"], tmp_path) != first
    assert len(list((tmp_path / ".cache/narrowed").iterdir())) == 2


def test_what_is_not_installed_is_told(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"has no package 'no-such-thing'\. Run: make setup"):
        narrowed(HERE, ["no-such-thing"], tmp_path)


def test_an_application_does_not_see_what_only_another_one_requires() -> None:
    applications = read().applications
    for framework, one in applications["admin"].items():
        other = applications["i18n"][framework]
        theirs = brought(other) - brought(one)
        held = {dist.name for dist in metadata.distributions(path=[str(site(one))])}
        assert brought(one) <= {canonicalize_name(name) for name in held}
        assert not theirs & {canonicalize_name(name) for name in held}


def brought(one: Application) -> frozenset[str]:
    return brought_by(tuple(requirements(one.folder / "requirements.in")))


def site(one: Application) -> Path:
    return next(for_application(HERE, one).parents[1].glob("lib/python3*/site-packages"))
