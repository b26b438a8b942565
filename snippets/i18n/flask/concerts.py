# --8<-- [start:messages]
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from babel.dates import get_datetime_format
from flask_babel import (
    format_currency,
    format_date,
    format_number,
    format_time,
    get_locale,
    lazy_gettext,
    ngettext,
)
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class Concert:
    slug: str
    title: str  # a work keeps its name
    kind: LazyString  # translated when it is shown, not when this file is read
    start: datetime
    price: Decimal
    places: int

    @property
    def start_shown(self):
        """In the visitor's time zone."""
        joined = str(get_datetime_format("long", get_locale()))  # with a comma, in Polish without
        return joined.format(format_time(self.start, "short"), format_date(self.start, "long"))

    @property
    def price_shown(self):
        return format_currency(self.price, "EUR")

    @property
    def places_left(self):
        return ngettext(
            "%(number)s place left",
            "%(number)s places left",
            self.places,
            number=format_number(self.places),
        )


# --8<-- [end:messages]


def concert(slug, title, kind, start, price, places):
    start = datetime.fromisoformat(start).replace(tzinfo=UTC)
    return slug, Concert(slug, title, kind, start, Decimal(price), places)


PIANO, SONGS = lazy_gettext("Piano"), lazy_gettext("Songs")
ORCHESTRA = lazy_gettext("Orchestra")

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
