"""What is left of the theme in the built site."""

from __future__ import annotations

from output.theme import drop


def test_only_our_files_are_left(tmp_path):
    site, overrides = tmp_path / "site", tmp_path / "overrides"
    for name in ("assets/stylesheets/own.css", "assets/images/own.svg"):
        for folder in (site, overrides):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("ours")
    for name in ("assets/stylesheets/main.css", "assets/lunr/min/fr.js", "index.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("the theme's")
    for _ in range(2):  # a second time changes nothing
        drop(site, overrides)
        left = sorted(path.relative_to(site).as_posix() for path in site.rglob("*"))
        assert left == [
            "assets", "assets/images", "assets/images/own.svg", "assets/stylesheets",
            "assets/stylesheets/own.css", "index.html",
        ]  # fmt: skip
