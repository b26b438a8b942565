# --8<-- [start:messages]
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext, pgettext


def grouped(number, decimals=None):
    """As 12,345 in English and 12.345 in German.

    USE_THOUSAND_SEPARATOR would do so everywhere, and read 1,50 typed in English as 150.
    """
    return number_format(number, decimals, force_grouping=True)


def euros(amount):
    """Django formats numbers, and no amounts of money."""
    text = pgettext("money", "€%(amount)s") % {"amount": grouped(amount, 2)}
    return text.replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True)
class Concert:
    slug: str
    title: str  # a work keeps its name
    kind: Promise  # translated when it is shown, not when this file is read
    start: datetime
    price: Decimal
    places: int

    @property
    def price_shown(self):
        return euros(self.price)

    @property
    def places_left(self):
        text = ngettext("%(number)s place left", "%(number)s places left", self.places)
        return text % {"number": grouped(self.places)}


# --8<-- [end:messages]


def concert(slug, title, kind, start, price, places):
    start = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return slug, Concert(slug, title, kind, start, Decimal(price), places)


PIANO, SONGS = gettext_lazy("Piano"), gettext_lazy("Songs")
ORCHESTRA = gettext_lazy("Orchestra")

# In UTC, as a database would keep it.
CONCERTS = dict(
    [
        concert("goldberg", "Goldberg Variations", PIANO, "2026-07-03 17:30", "12.50", 0),
        concert("winterreise", "Winterreise", SONGS, "2026-12-04 18:30", "10", 1),
        concert("nocturnes", "Nocturnes", PIANO, "2027-01-01 00:30", "9.90", 2),
        concert("pastoral", "Pastoral", ORCHESTRA, "2027-03-12 19:00", "1234.50", 5),
        concert("moonlight", "Moonlight", PIANO, "2027-04-02 18:00", "20", 12),
        concert("eroica", "Eroica", ORCHESTRA, "2027-05-21 18:00", "35", 22),
        concert("planets", "The Planets", ORCHESTRA, "2027-06-18 20:00", "29", 12345),
    ]
)
