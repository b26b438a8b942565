# --8<-- [start:people]
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from forms import PersonForm
from login import manager
from models import User, db

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.before_request
def staff_only():
    if not current_user.is_authenticated:
        return manager.unauthorized()
    if not current_user.moderates:
        abort(403)


@bp.get("")
def index():
    people = db.session.scalars(db.select(User).order_by(User.username)).all()
    return render_template("people.html", people=people)


# Larger numbers do not fit into the column: 500 instead of 404.
@bp.route("/<int(max=2147483647):person_id>", methods=["GET", "POST"])
def edit(person_id):
    # Nobody changes their own role, so that nobody locks themselves out.
    others = db.select(User).where(User.id != current_user.id)
    person = db.one_or_404(others.where(User.id == person_id))
    # Nothing was sent yet on GET: an empty form would be one without ticks.
    form = PersonForm(request.form or None, obj=person)
    if form.validate_on_submit():
        form.populate_obj(person)
        db.session.commit()
        return redirect(url_for("people.index"))
    return render_template("person.html", form=form, person=person)


# --8<-- [end:people]
