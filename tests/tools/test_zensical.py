"""The comparison of two built sites notices what differs, and a list that is wrong."""

from __future__ import annotations

import os
import subprocess

import pytest

from tools.check.zensical import (
    KNOWN,
    ROOT,
    Difference,
    Known,
    build,
    copy_project,
    differences,
    failure,
    problems,
)

PAGE = '<head><style>a{}</style></head><article>One <a href="../b/">two</a></article>'


@pytest.fixture
def sites(tmp_path):
    """Two sites, each with a page in a folder, made from one text or from two."""

    def made(ours=PAGE, theirs=PAGE):
        for name, text in (("ours", ours), ("theirs", theirs)):
            folder = tmp_path / name / "a"
            folder.mkdir(parents=True)
            (folder / "index.html").write_text(text, encoding="utf-8")
        return tmp_path / "ours", tmp_path / "theirs"

    return made


def kinds(ours, theirs):
    return [(found.kind, found.file) for found in differences(ours, theirs)]


def test_what_stands_around_an_article_may_differ(sites):
    assert kinds(*sites(theirs=f"<title>x</title>{PAGE}<footer>x</footer>")) == []


def test_two_ways_to_write_one_address_are_the_same(sites):
    assert kinds(*sites(theirs=PAGE.replace("../b/", "./../b/."))) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("One", "Two", "text"),
        ("One", "One\n", "text"),
        ("../b/", "../../b/", "links"),
        ("../b/", "../b/#c", "links"),
        ("a{}", "", "styles"),
    ],
)
def test_a_difference_has_a_kind_and_a_file(sites, old, new, kind):
    assert kinds(*sites(theirs=PAGE.replace(old, new))) == [(kind, "a/index.html")]


def test_files_of_one_site_alone_are_found(sites):
    ours, theirs = sites()
    (ours / "a/map.xml").touch()
    (theirs / "a/search.json").touch()
    assert kinds(ours, theirs) == [("missing", "a/map.xml"), ("added", "a/search.json")]


@pytest.mark.parametrize("text", ["<p>One</p>", "<article> </article>"])
def test_two_pages_without_an_article_are_not_the_same(sites, text):
    with pytest.raises(ValueError, match=r"a/index\.html: this page has no article"):
        kinds(*sites(text, text))


def test_a_listed_difference_is_no_problem():
    known = [Known("text", "a/*", "it cannot")]
    assert list(problems([Difference("text", "a/index.html")], known)) == []


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (Difference("links", "a/index.html", "1"), "a/index.html: the links of the article differ"),
        (Difference("text", "b/index.html"), "b/index.html: the text of the article differs."),
    ],
)
def test_an_unlisted_difference_is_a_problem(difference, said):
    known = [Known("text", "a/*", "it cannot")]
    found = list(problems([Difference("text", "a/index.html"), difference], known))
    assert len(found) == 1
    assert found[0].startswith(said)


@pytest.mark.parametrize("kind", ["text", "missing"])
def test_a_listed_difference_that_is_gone_is_a_problem(kind):
    known = [Known("added", "a.json", "it can"), Known(kind, "a/*", "it cannot")]
    found = list(problems([Difference("added", "a.json")], known))
    assert len(found) == 1
    assert f"KNOWN lists '{kind}' of 'a/*'" in found[0]


@pytest.mark.parametrize("kind", ["missing", "added"])
def test_no_list_excuses_a_page(kind):
    found = list(problems([Difference(kind, "a/index.html")], [Known(kind, "a/*", "it cannot")]))
    assert "a/index.html: only" in found[0]


def test_each_known_difference_stands_once_and_has_a_reason():
    assert len({(one.kind, one.files) for one in KNOWN}) == len(KNOWN)
    assert all(one.reason.endswith(".") for one in KNOWN)


def test_a_copy_holds_what_people_write_and_nothing_that_commands_make(tmp_path):
    root, copy = tmp_path / "root", tmp_path / "copy"
    for name in ("docs/site/a", "docs/__pycache__/a", "site/a", ".cache/a", "mkdocs.yml"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    copy.mkdir()
    copy_project(root, copy)
    found = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert found == {"docs/site/a", "mkdocs.yml"}


def test_a_tree_that_does_not_build_is_said_in_place_of_a_comparison(tmp_path, capsys):
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nnav: [nowhere.md]\nstrict: true\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# x\n")
    found = build(tmp_path, tmp_path / "zensical")
    assert found == ["mkdocs ended with 1; what it found is printed above."]
    assert "nowhere.md" in capsys.readouterr().err
    assert not (tmp_path / "zensical").exists()


@pytest.mark.parametrize("said", ["unknown source 'x'. Known: y.", "'Page' has no 'file'"])
def test_of_a_long_traceback_the_cause_is_said(said, capsys):
    output = f"Build started\nRuntimeError: Python error: SiteError: {said}\nTraceback (most …\n"
    done = subprocess.CompletedProcess([], 1, output, "")
    assert failure("zensical", done) == f"zensical: {said}"
    assert capsys.readouterr().err == ""


@pytest.mark.deep
def test_zensical_builds_the_same_site():
    done = subprocess.run(
        [ROOT / ".venv-zensical/bin/python", "-m", "tools.check.zensical"],
        cwd=ROOT,
        env={**os.environ, "SITE_URL": "", "REPO_URL": "", "EDIT_URI": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
