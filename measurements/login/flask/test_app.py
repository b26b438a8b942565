from app import app, db


def test_a_stranger_is_asked_to_log_in():
    with app.app_context():
        db.create_all()
        assert app.test_client().get("/").status_code == 302
