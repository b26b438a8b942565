from __future__ import annotations

import pytest

from content import cache
from content.cache import kept


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "ROOT", tmp_path)
    return tmp_path


def test_the_same_work_is_done_once():
    done = []
    for _ in range(2):
        assert kept("k", ("a", 1), lambda: done.append(1) or b"result") == b"result"
    assert len(done) == 1


@pytest.mark.parametrize("other", [("a", 2), ("b", 1), ("a", "1")])
def test_other_inputs_are_other_work(other):
    kept("k", ("a", 1), lambda: b"one")
    assert kept("k", other, lambda: b"two") == b"two"


def test_a_folder_that_cannot_be_written_costs_only_time(root):
    (root / "build").write_text("a file where the folder should be")
    assert kept("k", "a", lambda: b"result") == b"result"
