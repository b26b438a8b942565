"""The committed locks hold hashes and no address."""

from __future__ import annotations

import json
import re

import pytest

from content.project import ROOT, read
from tools.setup.lock import inputs, without_addresses

FOLDER = ROOT / "requirements"
LOCKS = sorted(FOLDER.rglob("*.txt"))
NPM = (ROOT / "package-lock.json").read_text(encoding="utf-8")
ADDRESS = re.compile(r"://|^-|(^|\s)/")


def test_every_list_that_people_edit_has_its_lock():
    assert {path.with_suffix("") for path in LOCKS} == {
        path.with_suffix("") for path in FOLDER.rglob("*.in")
    }


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_of_python_has_a_hash_for_each_package_and_no_address(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if ADDRESS.search(line)]
    packages = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]
    assert packages
    for number in packages:
        assert "==" in lines[number]
        assert "--hash=sha256:" in lines[number + 1], lines[number]


def test_the_lock_of_npm_has_a_hash_for_each_package_and_no_address():
    assert "://" not in NPM
    packages = {name: one for name, one in json.loads(NPM)["packages"].items() if name}
    assert packages
    assert [name for name, one in packages.items() if "integrity" not in one] == []


def test_npm_tells_more_than_the_lock_may_hold():
    package = {"version": "1.0", "integrity": "sha512-00"}
    address = "https" + "://registry.example/one-1.0.tgz"
    full = {"": {}, "node_modules/one": {**package, "resolved": address, "funding": [address]}}
    kept = json.loads(without_addresses(json.dumps({"packages": full})))
    assert kept == {"packages": {"": {}, "node_modules/one": package}}


def test_an_environment_is_locked_with_its_applications():
    found = inputs(ROOT)
    assert set(found) == {path.relative_to(ROOT).as_posix() for path in LOCKS}
    assert next(iter(found)) == "requirements/main.txt", "checks is constrained by it"
    project = read(ROOT)
    for environment in project.environments:
        expected = {
            f"snippets/{task}/{name}/requirements.in"
            for task, applications in project.applications.items()
            for name, application in applications.items()
            if environment.id in application.framework.environments
        }
        assert set(found[f"requirements/{environment.id}.txt"][1:]) == expected
