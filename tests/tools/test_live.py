"""What readers fetch to run applications: packed, small, licensed, the same from the same files."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from importlib import metadata

import pytest

from content.errors import SiteError
from content.live import MADE, Fetched, Manifest, Runnable, read_manifest, sign_in
from content.model import Account
from content.project import ROOT, read
from tools.build import add_live
from tools.live import kit, licences
from tools.live.__main__ import lacking, lines
from tools.live.compiled import compiled
from tools.live.library import NOTED, module
from tools.live.packing import digest, package, zipped
from tools.live.trim import described, left_out

PROJECT = read(ROOT)


def test_every_task_runs_in_its_page_or_says_why_not():
    assert set(PROJECT.live.without) < set(PROJECT.tasks)
    texts = "".join(page.text for page in PROJECT.pages.values())
    called = {task for task in PROJECT.tasks if f'live("{task}")' in texts}
    shared = {one for one, task in PROJECT.tasks.items() if task.contract_test}
    assert called | shared | set(PROJECT.live.without) == set(PROJECT.tasks)


def test_a_pattern_meets_the_whole_path():
    gone = left_out([r".*\.pyi", r"(?!a/test/).*/tests/.*"])
    assert gone("a/b.pyi")
    assert gone("b/tests/c.py")
    assert not gone("a/test/tests/c.py")
    assert not gone("a/b.pyis")


def test_a_package_is_found_by_its_name_and_version():
    files = package("idna", left_out(PROJECT.live.left_out))
    said = next(data for name, data in files.items() if name.endswith("METADATA"))
    assert b"Name: idna\n" in said
    assert len(said) < 100
    assert "idna/core.py" in files
    assert not [name for name in files if "__pycache__" in name or "RECORD" in name]
    assert described("Metadata-Version: 2.4\nName: a\nSummary: b\nVersion: 1\n\nlong\n") == (
        "Metadata-Version: 2.4\nName: a\nVersion: 1"
    )


def test_the_same_files_make_the_same_zip():
    assert zipped({"b": b"1", "a": b"2"}) == zipped({"a": b"2", "b": b"1"})
    assert digest("ab", "c") != digest("a", "bc")


def test_modules_are_compiled_and_run():
    held = compiled(zipped({"one.py": b'"""Said."""\nvalue = 1\n', "data.txt": b"x"}), "/lib/site")
    with zipfile.ZipFile(io.BytesIO(held)) as bundle:
        assert set(bundle.namelist()) == {"one.pyc", "data.txt"}
        assert int.from_bytes(bundle.read("one.pyc")[4:8], "little") == 1  # never looked at again


def test_what_is_noted_of_the_library_is_in_it():
    noted = json.loads((ROOT / NOTED).read_text("utf-8"))
    with zipfile.ZipFile(ROOT / "node_modules/pyodide/python_stdlib.zip") as bundle:
        there = {module(name) for name in bundle.namelist()}
    assert noted == sorted(there & set(noted))


def test_settings_are_parted_from_what_is_run():
    application = next(iter(PROJECT.applications["form"].values()))
    start, env, secrets = lines(application)
    assert secrets == ["SECRET_KEY"]
    assert env == {"HTTPS_ONLY": "0"}
    assert "8000" in start[-1]
    assert not [line for line in start if "{port}" in line or "#" in line]


def test_who_can_sign_in_is_who_the_lines_make():
    live = PROJECT.live
    for task in set(PROJECT.tasks) - set(live.without):
        accounts = live.accounts.get(task, [])
        for application in PROJECT.applications[task].values():
            said = "\n".join(application.meta.start)
            given = set(re.findall(r"password='?([\w-]+)", said, re.I))
            assert given == {one.password for one in accounts}, application.folder
            assert {one.name for one in accounts} <= set(re.findall(r"\w+", said))
    assert set(live.no_form) < set(live.accounts)
    for task in live.accounts:
        found = read_manifest(ROOT, task)
        assert found.strangers.startswith("The samples ask as a stranger.")
        assert bool(found.sign_in) != (task in live.no_form)
    for task, first in live.first.items():
        assert any(one.endswith(f":8000{first}") for one in PROJECT.tasks[task].samples)


def test_who_can_sign_in_is_said_in_a_sentence():
    def account(name, password, role=None):
        return Account(name=name, password=password, role=role)

    assert sign_in([]) == ""
    assert sign_in([account("a", "x", "staff"), account("b", "y")]) == (
        "Sign in as `a` (staff) with the password `x`, or as `b` with the password `y`."
    )
    assert sign_in([account("a", "x"), account("b", "x"), account("c", "x", "staff")]) == (
        "Sign in as `a`, `b` or `c` (staff) with the password `x`."
    )


def test_a_task_waits_for_its_programs(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    needing = [task for task in PROJECT.tasks if lacking(PROJECT, task)]
    assert needing
    assert "form" not in needing


def test_a_licence_that_nobody_allowed_is_refused(tmp_path):
    npm = tmp_path / "node_modules"
    for name, text in {"pyodide/pyodide-lock.json": {"info": {"python": "3.14"}},
                       "a/package.json": {"version": "1", "license": "Odd",
                                          "repository": {"url": "u"}}}.items():  # fmt: skip
        (npm / name).parent.mkdir(parents=True)
        (npm / name).write_text(json.dumps(text))
    with pytest.raises(SiteError, match=r"a 1: unknown licence.* 'Odd'"):
        licences.written(npm, [], ["a"], ["MIT"])
    text = licences.written(npm, ["idna"], ["a"], ["Odd", "BSD-3-Clause"])
    assert f"idna {metadata.version('idna')}: BSD-3-Clause\n" in text
    assert "Redistribution and use" in text


def test_a_site_holds_what_was_made_and_not_what_tests_call(tmp_path):
    add_live(tmp_path, tmp_path / "site")
    assert not (tmp_path / "site").exists()
    for name in ("form.json", "bin/python"):
        (tmp_path / MADE / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / MADE / name).write_text("{}")
    add_live(tmp_path, tmp_path / "site")
    assert [path.name for path in (tmp_path / "site/live").iterdir()] == ["form.json"]


def test_what_two_applications_share_is_fetched_once(tmp_path):
    assert read_manifest(tmp_path, "form") is None
    one, other = (Fetched(file=name, bytes=9, sent=sent) for name, sent in (("a", 2), ("b", 3)))
    app = Runnable.model_construct(zips=[one], app=other)
    whole = Manifest.model_construct(runtime=[one], apps={"x": app, "y": app})
    assert whole.sent == 5


def test_a_contract_is_packed_as_it_is_with_what_it_imports():
    for task in set(PROJECT.tasks) - set(PROJECT.live.without):
        held = kit.modules(PROJECT, task)
        assert "tests/contract/test_every_task.py" in held
        assert "tests/contract/conftest.py" not in held
        assert not [path for path in held if not path.startswith("tests/")]
        for path, text in held.items():
            assert not text or (ROOT / path).read_bytes() == text
            imports = {line.split()[1].split(".")[0] for line in text.decode().splitlines()
                       if line.startswith(("import ", "from "))}  # fmt: skip
            known = {"bs4", "httpx", "psycopg", "pytest", "redis", "tests", "tools"}
            assert imports <= sys.stdlib_module_names | known, path


def test_what_is_not_packed_is_named_in_one_place():
    source = (
        "import psycopg\nfrom tests.contract import each\nfrom tests.contract.cases import Case"
    )
    assert list(kit.imported(source)) == ["tests/contract.py", "tests/contract/each.py"]


def test_a_page_offers_the_faults_that_fit_what_it_has():
    for framework, application in PROJECT.applications["form"].items():
        held = kit.texts(application)
        found = kit.faults(PROJECT, application)
        assert {one["id"] for one in found} == {
            one.id for one in PROJECT.faults["form"]
            if one.framework == framework and one.file != "implementation.yml"
            and one.id not in PROJECT.live.not_planted["form"]
        }  # fmt: skip
        assert all(held[one["file"]].count(one["replace"]) == 1 for one in found)
        assert not [path for path in held if "test" in path.rpartition("/")[2]]


def test_a_fault_that_a_page_cannot_show_is_one_that_there_is():
    for task, reasons in PROJECT.live.not_planted.items():
        known = {one.id for one in PROJECT.faults[task]}
        assert set(reasons) <= known
        for application in PROJECT.applications[task].values():
            assert not set(reasons) & {one["id"] for one in kit.faults(PROJECT, application)}


def test_a_contract_is_told_of_its_application():
    for framework, application in PROJECT.applications["crud"].items():
        told = kit.case(PROJECT, application)
        given = ("crud", framework, "sqlite")
        assert (told["task"], told["framework"], told["database"]) == given
        assert set(told["meta"]) == {"start", "ready", "names", "differences"}
        assert kit.case(PROJECT, PROJECT.applications["form"][framework])["database"] is None
