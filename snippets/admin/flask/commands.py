# --8<-- [start:users]
import click

from models import User, db
from passwords import hash_of


@click.argument("name")
@click.option("--staff", is_flag=True, help="may enter the back office")
@click.password_option(envvar="PASSWORD")
def create_user(name, staff, password):
    db.session.add(User(name=name, is_staff=staff, password_hash=hash_of(password)))
    db.session.commit()


# --8<-- [end:users]
