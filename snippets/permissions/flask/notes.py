# --8<-- [start:door]
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from forms import NoteForm
from login import manager
from models import Note, db, visible_to

bp = Blueprint("notes", __name__)


@bp.before_request
def people_only():
    """Stand before every view of this blueprint: none can forget to ask."""
    if not current_user.is_authenticated:  # `login_required` lets OPTIONS through
        return manager.unauthorized()


# --8<-- [end:door]


# --8<-- [start:read]
@bp.get("/")
def index():
    notes = db.session.scalars(visible_to(current_user)).all()
    return render_template("index.html", notes=notes)


def visible_or_404(note_id):
    return db.one_or_404(visible_to(current_user).where(Note.id == note_id))


@bp.get("/notes/<uuid:note_id>")
def detail(note_id):
    return render_template("detail.html", note=visible_or_404(note_id))


# --8<-- [end:read]


# --8<-- [start:save]
@bp.route("/notes/new", methods=["GET", "POST"])
def create():
    form = NoteForm(request.form)  # without it, JSON is taken as well
    if form.validate_on_submit():
        note = Note(owner_id=current_user.id)
        db.session.add(note)
        return save(form, note)
    return render_template("edit.html", form=form, heading="Write a note")


@bp.route("/notes/<uuid:note_id>/edit", methods=["GET", "POST"])
def edit(note_id):
    note = visible_or_404(note_id)
    if note.owner_id != current_user.id:
        abort(403)  # staff, who know of the note: others got 404
    form = NoteForm(request.form, obj=note)
    if form.validate_on_submit():
        return save(form, note)
    return render_template("edit.html", form=form, heading="Edit a note")


def save(form, note):
    form.populate_obj(note)  # the fields of the form, whatever else was sent
    db.session.commit()
    return redirect(url_for("notes.detail", note_id=note.id))


# --8<-- [end:save]


# --8<-- [start:delete]
@bp.route("/notes/<uuid:note_id>/delete", methods=["GET", "POST"])
def delete(note_id):
    note = visible_or_404(note_id)
    if request.method == "POST":
        db.session.delete(note)
        db.session.commit()
        return redirect(url_for("notes.index"))
    return render_template("delete.html", note=note)


# --8<-- [end:delete]
