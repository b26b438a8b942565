# --8<-- [start:list]
import uuid
from pathlib import Path

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.datastructures import CombinedMultiDict

from forms import PictureForm
from images import SUFFIXES
from models import Picture, db

bp = Blueprint("pictures", __name__)


@bp.get("/")
def index():
    pictures = db.session.scalars(db.select(Picture).order_by(Picture.id.desc())).all()
    return render_template("index.html", pictures=pictures)


# --8<-- [end:list]


# --8<-- [start:save]
@bp.route("/pictures/new", methods=["GET", "POST"])
def create():
    # Without an argument, JSON is taken as well.
    form = PictureForm(CombinedMultiDict((request.files, request.form)))
    if form.validate_on_submit():
        # A name of our own, with the ending of what it is: nothing of the visitor's.
        filename = f"{uuid.uuid4()}{SUFFIXES[form.format]}"
        store(form.description.data, form.image.data, filename)
        return redirect(url_for("pictures.index"))
    return render_template("new.html", form=form)


def store(description, upload, filename):
    path = Path(current_app.config["PICTURES"], filename)
    try:
        upload.save(path)
        db.session.add(Picture(description=description, filename=filename))
        db.session.commit()
    except Exception:
        path.unlink(missing_ok=True)  # no half a file, and none that no row names
        raise


# --8<-- [end:save]


# --8<-- [start:serve]
# Larger numbers do not fit into the column: 500 instead of 404.
@bp.get("/pictures/<int(max=2147483647):picture_id>")
def show(picture_id):
    picture = db.get_or_404(Picture, picture_id)
    folder = current_app.config["PICTURES"]
    return send_from_directory(folder, picture.filename, as_attachment=True)


# --8<-- [end:serve]
