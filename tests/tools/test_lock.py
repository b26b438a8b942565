"""The locks hold hashes and no address."""

from __future__ import annotations

import json

import pytest

from tools.lock import LOCKS, NPM_LOCK, ROOT, LockError, check, check_npm, without_addresses

HASHED = "one==1.0 \\\n    --hash=sha256:00\n"
ADDRESS = "https" + "://registry.example/one-1.0.tgz"
PACKAGE = {"version": "1.0", "integrity": "sha512-00"}


def npm_lock(**package):
    return json.dumps({"packages": {"": {"name": "tools"}, "node_modules/one": package}}, indent=2)


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_of_python_are_in_order(name):
    path = ROOT / f"requirements/{name}.txt"
    check(path.read_text(encoding="utf-8"), path.name)


def test_the_lock_of_npm_is_in_order():
    check_npm((ROOT / NPM_LOCK).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one==1.0\n", "main.txt:1 has no hash: one==1.0"),
        (f"{HASHED}--index-url {ADDRESS}\n", "main.txt:3 holds an address"),
        (f"{HASHED}    # via -r /home/me/main.in\n", "an absolute path"),
    ],
)
def test_a_wrong_line_is_named(text, said):
    with pytest.raises(LockError, match=said):
        check(text, "main.txt")


def test_npm_tells_more_than_the_lock_may_hold():
    full = npm_lock(**PACKAGE, resolved=ADDRESS, funding={"url": ADDRESS})
    with pytest.raises(LockError, match=f"{NPM_LOCK}:9 holds an address"):
        check_npm(full)
    kept = without_addresses(full)
    check_npm(kept)
    assert json.loads(kept)["packages"]["node_modules/one"] == PACKAGE


def test_an_npm_package_needs_a_hash():
    with pytest.raises(LockError, match="node_modules/one has no hash"):
        check_npm(npm_lock(version="1.0"))
