"""The small project, and pages written by hand, for the tests of this room."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from output.pages import Page
from tests.small_project import project, root

__all__ = ["project", "root"]

HEAD = (
    '<script>mode()</script><style>p{}</style><meta name="description" content="What {name} is.">'
    '<meta property="og:title" content="Title of {name}"><meta property="og:site_name" content="S">'
)


@pytest.fixture
def page():
    """Makes a page from its article, and what else stands in its head and its body."""

    def make(article, name="a/b/index.html", head="", body=""):
        top = "../" * (name.count("/"))
        html = (
            f'<html><head>\n<meta charset="utf-8">{HEAD.replace("{name}", name)}{head}</head><body>'
            f'{body}<article>{article}</article><script src="{top}site.js"></script></body></html>'
        )
        return Page(name, html, BeautifulSoup(html, "html.parser"))

    return make
