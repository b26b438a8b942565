from __future__ import annotations

import pytest

from content.errors import SiteError
from output.pages import read

NAMES = [
    "index.html", "404.html", "zoo/index.html", "b/index.html", "b/a/index.html",
    "b/c/d/index.html", "a/x/index.html",
]  # fmt: skip


def test_a_folder_s_own_page_comes_first_then_its_pages_then_its_folders(tmp_path):
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("<article></article>")
    assert [page.name for page in read(tmp_path)] == [
        "404.html", "index.html", "zoo/index.html", "a/x/index.html", "b/index.html",
        "b/a/index.html", "b/c/d/index.html",
    ]  # fmt: skip


def test_a_page_says_in_its_head_what_it_is(page):
    found = page("")
    assert (found.title, found.site_name) == ("Title of a/b/index.html", "S")
    assert found.description == "What a/b/index.html is."
    assert found.folder == "a/b/"


def test_the_page_for_lost_addresses_has_no_other_forms(page):
    assert not page("", name="404.html").has_forms
    assert page("", name="index.html").has_forms


@pytest.mark.parametrize("said", ["og:title", "description", "og:site_name"])
def test_a_head_that_does_not_say_it_is_refused(page, said):
    found = page("")
    for tag in found.soup.find_all("meta"):
        if said in (tag.get("name"), tag.get("property")):
            tag.decompose()
    with pytest.raises(SiteError, match=f"a/b/index.html: the head has no meta '{said}'"):
        print(found.title, found.description, found.site_name)


def test_a_page_without_an_article_is_refused(page):
    found = page("")
    found.article.decompose()
    del found.__dict__["article"]
    with pytest.raises(SiteError, match="there is no <article>"):
        _ = found.article
