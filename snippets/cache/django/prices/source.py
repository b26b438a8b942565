from datetime import UTC, datetime

import requests
from django.conf import settings


class SourceError(Exception):
    """The source does not answer, or not with prices."""


def ask(region):
    asked = datetime.now(UTC).isoformat(timespec="milliseconds")
    try:
        response = requests.get(
            f"{settings.UPSTREAM_URL}{region}",
            timeout=settings.SOURCE_SECONDS,
            allow_redirects=False,
        )
        prices = response.json()
    except (requests.RequestException, ValueError, RecursionError) as error:
        raise SourceError(type(error).__name__) from error
    answer = {"prices": prices, "asked": asked}
    if response.status_code != 200 or not is_answer(answer):
        raise SourceError(f"status {response.status_code}, or no prices")
    return answer


def is_answer(found):
    """Whether this is what `ask` returns: cents by article, and when they were asked for."""
    if not isinstance(found, dict) or set(found) != {"prices", "asked"}:
        return False
    prices, asked = found["prices"], found["asked"]
    return (
        isinstance(prices, dict)
        and isinstance(asked, str)
        # No lone surrogate, which no page can show.
        and all(text.encode(errors="ignore").decode() == text for text in [asked, *prices])
        and all(type(cents) is int and 0 <= cents < 10**9 for cents in prices.values())
    )


def rows(answer):
    """What a page shows of it."""
    prices = answer["prices"].items()
    return [(article, f"{cents // 100}.{cents % 100:02}") for article, cents in prices]
