"""Code in colours, with elements only where there is a colour."""

from __future__ import annotations

from markdown import markdown
from markdownify import markdownify

CODE = """def show(request):
    return page(request, "a.html", user=None) if 1 < 2 and True else None"""


def shown(code: str) -> str:
    extensions = ["pymdownx.superfences", "extensions.highlight"]
    return markdown(f"```python\n{code}\n```", extensions=extensions)


def test_names_and_signs_are_text():
    assert "page(request, <span" in shown(CODE)
    assert "user=<span" in shown(CODE)


def test_words_strings_and_numbers_have_their_kind():
    for kind, text in [("k", "def"), ("ow", "and"), ("mi", "1"), ("nf", "show"), ("kc", "True")]:
        assert f'<span class="{kind}">{text}</span>' in shown(CODE)


def test_the_code_is_whole():
    assert CODE in markdownify(shown(CODE))
