from flask import Blueprint, g, url_for

from errors import read
from models import Note, db
from schemas import NewNote

bp = Blueprint("notes", __name__, url_prefix="/api/notes")


def own():
    return db.select(Note).filter_by(owner_id=g.user.id)


@bp.get("")
def index():
    return [note.as_dict() for note in db.session.scalars(own())]


@bp.post("")
def write():
    note = Note(owner_id=g.user.id, text=read(NewNote).text)
    db.session.add(note)
    db.session.commit()
    return note.as_dict(), 201, {"Location": url_for(".show", note_id=note.id)}


@bp.get("/<uuid:note_id>")
def show(note_id):
    return db.one_or_404(own().filter_by(id=note_id)).as_dict()


@bp.delete("/<uuid:note_id>")
def delete(note_id):
    db.session.delete(db.one_or_404(own().filter_by(id=note_id)))
    db.session.commit()
    return "", 204
