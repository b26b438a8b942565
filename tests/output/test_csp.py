from __future__ import annotations

import base64
import hashlib

from output.csp import policy, with_policy

PAGE = (
    '<head>\n      <meta charset="utf-8">\n<script>one()</script><style>p{}</style>'
    '<script src="a.js"></script><script type="application/ld+json">{}</script></head>'
)


def digest(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_what_is_typed_into_the_page_is_allowed_by_its_digest():
    found = policy(PAGE)
    assert f"script-src 'self' 'sha256-{digest('one()')}'" in found
    assert f"style-src 'self' 'sha256-{digest('p{}')}'" in found


def test_nothing_else_is_allowed():
    assert policy("").startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy(PAGE)
    assert "http" not in policy(PAGE)


def test_the_policy_stands_before_the_first_script():
    page = with_policy(PAGE)
    assert page.index("Content-Security-Policy") < page.index("<script>")
    assert page.count("Content-Security-Policy") == 1
