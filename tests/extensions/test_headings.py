from __future__ import annotations

from bs4 import BeautifulSoup
from markdown import Markdown

from extensions.headings import NamedHeadings


def test_the_sign_of_a_link_is_no_part_of_the_name_of_its_heading():
    text = Markdown(
        extensions=["toc", NamedHeadings()], extension_configs={"toc": {"permalink": "#"}}
    ).convert("# One\n\n## [Two](#one)\n")
    found = BeautifulSoup(text, "html.parser")
    links = found.select("a.headerlink")
    assert [link.string for link in links] == ["#", "#"]
    assert all(link["aria-hidden"] == "true" and link["tabindex"] == "-1" for link in links)
    assert not found.find("a", string="Two").has_attr("aria-hidden")
