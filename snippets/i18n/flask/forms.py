# --8<-- [start:forms]
import re
from decimal import Decimal

from babel import Locale
from babel.numbers import NumberFormatError, get_group_symbol, parse_decimal
from flask_babel import get_locale, lazy_gettext
from flask_wtf import FlaskForm
from pytz import common_timezones
from wtforms import DecimalField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import TextInput

from languages import LANGUAGES

NAMES = [(code, Locale(code).display_name) for code in LANGUAGES]
INVALID = "Not a valid decimal value."  # which WTForms has translations of


class LocalDecimalField(DecimalField):
    """Reads 1.234,50 in German and 1,234.50 in English."""

    widget = TextInput(input_type="text")  # type=number sends a point in every language

    def process_formdata(self, valuelist):
        if not valuelist:
            return
        self.data = None
        typed = valuelist[0].strip()
        # parse_decimal takes NaN and exponents too, and fails in other ways over 1,0e99999.
        if not re.fullmatch(r"[0-9.,\s]{1,20}", typed):
            raise ValueError(self.gettext(INVALID))
        typed = re.sub(r"\s", get_group_symbol(get_locale()), typed)  # any blank in Polish
        try:
            # Without strict, 1.50 is 150 in German.
            self.data = parse_decimal(typed, get_locale(), strict=True)
        except NumberFormatError:
            raise ValueError(self.gettext(INVALID)) from None
        # 1,234 in German may be somebody's thousand.
        if self.data != self.data.quantize(Decimal("0.01")):
            self.data = None
            raise ValueError(self.gettext(INVALID))


class BudgetForm(FlaskForm):
    class Meta:
        csrf = False  # it changes nothing, and travels in the address

    name = StringField(lazy_gettext("Your name"), validators=[InputRequired(), Length(max=40)])
    budget = LocalDecimalField(
        lazy_gettext("Your budget in euros"),
        validators=[InputRequired(), NumberRange(Decimal(1), Decimal(100_000))],
    )


class PreferencesForm(FlaskForm):
    language = SelectField(lazy_gettext("Language"), choices=NAMES)
    time_zone = SelectField(lazy_gettext("Time zone"), choices=common_timezones)
    next = HiddenField()


# --8<-- [end:forms]
