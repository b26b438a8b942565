from app import app


def test_it_answers():
    assert app.test_client().get("/").status_code == 200
