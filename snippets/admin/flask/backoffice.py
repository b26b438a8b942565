# --8<-- [start:access]
from flask import abort, flash
from flask_admin import Admin, AdminIndexView
from flask_admin.actions import action
from flask_admin.contrib.sqla import ModelView
from flask_login import current_user
from wtforms.validators import DataRequired, ValidationError

from history import Change
from models import Author, Book, db
from views import login_manager


class StaffOnly:
    def is_accessible(self):
        return current_user.is_authenticated and current_user.is_staff

    def inaccessible_callback(self, name, **kwargs):
        if current_user.is_authenticated:
            abort(403)
        return login_manager.unauthorized()


class StaffIndex(StaffOnly, AdminIndexView):
    pass


class StaffView(StaffOnly, ModelView):
    named_filter_urls = True


# --8<-- [end:access]


# --8<-- [start:rows]
# Without it, spaces are a title.
NOT_BLANK = {"validators": [DataRequired()]}
RULES = {"name": NOT_BLANK, "title": NOT_BLANK}
ROWS = {"form_columns": ("id", "title", "in_print"), "form_args": RULES}


class AuthorView(StaffView):
    column_list = ("name",)
    column_searchable_list = ("name",)
    form_columns = ("name",)
    form_args = RULES
    inline_models = ((Book, ROWS),)

    def on_model_delete(self, author):
        if author.books:
            raise ValidationError(f"{author} has books.")


# --8<-- [end:rows]


# --8<-- [start:records]
class BookView(StaffView):
    column_list = ("title", "author", "in_print")
    column_filters = ("in_print",)
    column_searchable_list = ("title", "author.name")
    column_default_sort = "title"
    form_args = RULES

    # --8<-- [end:records]

    # --8<-- [start:action]
    @action("take_out_of_print", "Take out of print")
    def take_out_of_print(self, ids):
        chosen = db.select(Book).where(Book.id.in_(ids), Book.in_print)
        books = db.session.scalars(chosen).all()
        for book in books:
            book.in_print = False
        db.session.commit()
        flash(f"Taken out of print: {len(books)}")

    # --8<-- [end:action]


# --8<-- [start:route]
class ChangeView(StaffView):
    can_create = can_edit = can_delete = False
    column_list = ("at", "by", "deed", "record")
    column_searchable_list = ("by", "record")
    column_default_sort = ("id", True)


def add_to(app):
    admin = Admin(app, name="Library", index_view=StaffIndex())
    admin.add_views(
        AuthorView(Author, db, name="Authors"),
        BookView(Book, db, name="Books"),
        ChangeView(Change, db, name="History"),
    )


# --8<-- [end:route]
