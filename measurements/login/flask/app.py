"""Accounts, a login form and a page for whoever is logged in; with ADMIN=1 a back office too."""

import os

from flask import Flask, redirect, render_template, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
logins = LoginManager()
logins.login_view = "login"


class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]


class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author: Mapped[str]


class LoginForm(FlaskForm):
    username = StringField("Name", [InputRequired()])
    password = PasswordField("Password", [InputRequired()])


@logins.user_loader
def load_user(number):
    return db.session.get(User, int(number))


app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ.get("SECRET_KEY", "tested"),
    SQLALCHEMY_DATABASE_URI=os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3"),
)
CSRFProtect(app)
db.init_app(app)
logins.init_app(app)


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        user = db.session.scalar(db.select(User).filter_by(name=form.username.data))
        if user and check_password_hash(user.password, form.password.data):
            login_user(user)
            return redirect(url_for("index"))
        form.form_errors = ["The name or the password is wrong."]
    return render_template("login.html", form=form)


@app.get("/")
@login_required
def index():
    return render_template("index.html")


if os.environ.get("ADMIN") == "1":
    from flask_admin import Admin, AdminIndexView
    from flask_admin.contrib.sqla import ModelView
    from flask_admin.form import SecureForm

    class Protected:
        def is_accessible(self):
            return current_user.is_authenticated

        def inaccessible_callback(self, name, **kwargs):
            return redirect(url_for("login"))

    class Index(Protected, AdminIndexView):
        pass

    class BookView(Protected, ModelView):
        form_base_class = SecureForm
        column_list = ("title", "author")

    admin = Admin(app, index_view=Index(url="/admin"))
    admin.add_view(BookView(Book, db, name="Books", url="books/book"))


def fill():
    with app.app_context():
        db.create_all()
        db.session.add(User(name="ada", password=generate_password_hash("difference")))
        books = [Book(title=f"Book {n}", author=f"Author {n}") for n in range(1, 21)]
        db.session.add_all(books)
        db.session.commit()
