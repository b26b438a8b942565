from __future__ import annotations

from importlib import metadata

import pytest

from content.errors import SiteError
from content.requirements import packages, pinned, requirements

GRAPH = {
    "web": ["Templates>=1", 'winonly; sys_platform == "win32"', 'fast; extra == "speed"'],
    "templates": ["safe-text"],
    "safe-text": ["web"],
    "fast": [],
}


def test_packages_follow_requirements_to_the_end():
    assert packages(["Web"], GRAPH.__getitem__) == {"web", "templates", "safe-text"}


def test_extras_bring_their_packages():
    assert "fast" in packages(["web[speed]"], GRAPH.__getitem__)


def test_what_is_not_installed_is_named():
    with pytest.raises(SiteError, match="'no-such-package' is not installed"):
        packages(["no-such-package"])


def test_requirements_leave_out_comments(tmp_path):
    path = tmp_path / "requirements.in"
    path.write_text("# head\nWeb  # why\n\nWeb-forms\n")
    assert requirements(path) == ["Web", "Web-forms"]


def test_pinned_requirements_name_every_package_with_its_version(tmp_path):
    path = tmp_path / "requirements.in"
    path.write_text("Jinja2\n")
    versions = {name: metadata.version(name) for name in ("jinja2", "markupsafe")}
    assert pinned(path) == "".join(f"{name}=={version}\n" for name, version in versions.items())
