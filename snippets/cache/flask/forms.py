from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Regexp

REGIONS = {"eu": "Europe", "us": "United States", "asia": "Asia"}


def strip(text):
    return text.strip() if text else text


class MineForm(FlaskForm):
    name = StringField(
        "Name", [DataRequired(), Length(max=50), Regexp(r"^[^\x00]*$")], filters=[strip]
    )
    region = SelectField(
        "Region", choices=[SelectChoice(name, title) for name, title in REGIONS.items()]
    )
