"""Environments that hold what some requirements bring, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from content.errors import SiteError
from content.project import read
from tools.narrowed import for_application, narrowed

HERE = Path(sys.executable)
FINDS = "import importlib.util as u, sys; print(*(n for n in sys.argv[1:] if u.find_spec(n)))"


def finds(python: Path, *names: str) -> list[str]:
    done = subprocess.run([python, "-c", FINDS, *names], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_it_holds_what_is_named_and_what_that_needs(tmp_path: Path) -> None:
    python = narrowed(HERE, ["Flask"], tmp_path)
    held = finds(python, "flask", "werkzeug", "jinja2", "flask_babel", "django", "mkdocs", "pytest")
    assert held == ["flask", "werkzeug", "jinja2"]


def test_its_programs_run_with_its_own_interpreter(tmp_path: Path) -> None:
    python = narrowed(HERE, ["Flask"], tmp_path)
    done = subprocess.run([python.with_name("flask"), "--version"], capture_output=True, text=True)
    assert "Flask 3." in done.stdout, done.stderr
    assert not python.with_name("django-admin").exists()
    assert python.with_name("flask").read_text("utf-8").startswith(f"#!{python}\n")


def test_the_larger_one_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(HERE.parents[1])
    python = narrowed(tmp_path / "linked/bin/python", ["Flask"], tmp_path)
    assert python.with_name("flask").exists()


def test_it_is_made_once(tmp_path: Path) -> None:
    first = narrowed(HERE, ["Flask", "Django"], tmp_path)
    assert narrowed(HERE, ["Django", "Flask"], tmp_path) == first
    assert narrowed(HERE, ["Django"], tmp_path) != first
    assert len(list((tmp_path / ".cache/narrowed").iterdir())) == 2


def test_what_is_not_installed_is_told(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"has no package 'no-such-thing'\. Run: make setup"):
        narrowed(HERE, ["no-such-thing"], tmp_path)


def test_an_application_does_not_see_what_another_one_requires() -> None:
    """Flask-Admin and Flask-WTF use Flask-Babel wherever it is installed."""
    applications = read().applications
    assert finds(for_application(HERE, applications["i18n"]["flask"]), "flask_babel")
    assert not finds(for_application(HERE, applications["admin"]["flask"]), "flask_babel")
