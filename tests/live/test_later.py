"""Of Python's library, what few applications import is fetched when one does."""

from __future__ import annotations

import sys

import pytest

from live.python.later import Later, used
from tools.live.library import module, parted
from tools.live.packing import zipped

FILES = {"late/__init__.py": b"", "late/inner/__init__.py": b"", "late/inner/one.py": b"value = 1",
         "both/__init__.py": b"", "both/now.py": b"value = 2", "both/then.py": b"value = 3",
         "README.txt": b""}  # fmt: skip


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A library in two parts, of which the second is not there yet; what was fetched."""
    core, rest = parted(zipped(FILES), ["both", "both.now"])
    paths = {name: str(tmp_path / f"{name}.zip") for name in ("library", "rest")}
    (tmp_path / "library.zip").write_bytes(core)
    fetched = []

    def fetch():
        fetched.append(True)
        (tmp_path / "rest.zip").write_bytes(rest)

    monkeypatch.syspath_prepend(paths["library"])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Later(fetch, **paths)])
    yield paths["library"], fetched
    for name in [name for name in sys.modules if name.partition(".")[0] in ("late", "both")]:
        del sys.modules[name]


def test_what_is_noted_comes_at_once_and_the_rest_once(library, capsys):
    path, fetched = library
    from both import now

    assert (now.value, fetched) == (2, [])
    assert used([path]) == "both\nboth.now\n"
    from both import then
    from late.inner import one

    assert (then.value, one.value, fetched) == (3, 1, [True])
    assert "late.inner.one" in used([path, path.replace("library", "rest")]).split()
    assert capsys.readouterr().err == "Fetches the rest of Python's library, for both.then\n"


def test_what_is_in_no_part_is_not_fetched_for(library):
    _, fetched = library
    with pytest.raises(ModuleNotFoundError):
        import nowhere.at_all  # noqa: F401
    assert fetched == []


def test_what_does_not_come_is_an_error_of_the_import(library, monkeypatch):
    def fails():
        raise OSError("the site answers 404")

    monkeypatch.setattr(sys.meta_path[-1], "fetch", fails)
    with pytest.raises(ImportError, match=r"late is fetched when it is imported, .* answers 404"):
        import late  # noqa: F401


def test_a_file_is_imported_by_its_name():
    assert [module(path) for path in FILES][:3] == ["late", "late.inner", "late.inner.one"]
