"""Measurements that pages print."""

from __future__ import annotations

from content.measurements import problems
from content.project import ROOT, read


def test_every_record_may_be_published():
    assert list(problems(read(ROOT).records)) == []
