# --8<-- [start:home]
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_user
from sqlalchemy.orm import joinedload

from forms import LoginForm
from models import Book, User, db
from passwords import user_with

bp = Blueprint("library", __name__)


@bp.get("/")
def index():
    books = db.select(Book).options(joinedload(Book.author)).order_by(Book.title)
    return render_template("index.html", books=db.session.scalars(books))


# --8<-- [end:home]


# --8<-- [start:login]
login_manager = LoginManager()
login_manager.login_view = "library.login"
login_manager.login_message = None  # the page to sign in says what to do


@login_manager.user_loader
def load_user(key):
    return db.session.scalar(db.select(User).filter_by(key=key))


@bp.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm(request.form)  # without it, JSON is taken as well
    if form.validate_on_submit():
        user = user_with(form.username.data, form.password.data)
        if user:
            session.clear()  # nothing that was planted before goes on
            login_user(user)
            return redirect(url_for("admin.index" if user.is_staff else "library.index"))
        form.form_errors.append("Wrong username or password.")
    return render_template("login.html", form=form)


@bp.post("/logout")
def logout():
    if current_user.is_authenticated:
        # The cookie is the session: a copy of it would go on, if its key did.
        current_user.change_key()
        db.session.commit()
    session.clear()
    return redirect(url_for("library.index"))


# --8<-- [end:login]
