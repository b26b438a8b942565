from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock, patch

import pytest
import requests
from flask import Flask, make_response, request
from flask_caching import Cache
from redis.exceptions import RedisError

import cached
import store
from app import create_app

TEA = {"tea": 450}
TOKEN = {"Authorization": "Bearer purge-secret"}


@pytest.fixture
def app():
    app = create_app(
        WTF_CSRF_ENABLED=False, CACHE_KEY_PREFIX="test-prices:", PURGE_TOKEN="purge-secret"
    )
    with app.app_context():
        cached.purge()
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(autouse=True)
def source():
    """How often the source is asked."""
    with patch(
        "source.requests.get", return_value=Mock(status_code=200, json=lambda: TEA)
    ) as asked:
        yield asked


def read(client, **more):
    return client.get("/prices?region=eu", **more)


def test_asks_once_for_page_json_and_visitor(client, source):
    assert "4.50" in read(client).text
    assert read(client, headers={"Accept": "application/json"}).json["prices"] == TEA
    assert client.post("/mine", data={"name": "Ada", "region": "eu"}).location == "/mine"
    assert "4.50" in client.get("/mine").text
    assert source.call_count == 1


def test_many_at_once_ask_once(app, source):
    def one(_):
        return read(app.test_client()).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [200] * 8
    assert source.call_count == 1


def test_a_purge_takes_the_token(client, source):
    read(client)
    assert client.post("/purge").status_code == 401
    read(client)
    assert source.call_count == 1
    assert client.post("/purge", headers=TOKEN).status_code == 204
    read(client)
    assert source.call_count == 2


def test_nobody_purges_while_there_is_no_token(app, client):
    app.config["PURGE_TOKEN"] = ""
    assert client.post("/purge", headers={"Authorization": "Bearer "}).status_code == 401


def test_without_redis_the_source_is_asked(client, source):
    with patch("store.cache.get", side_effect=RedisError):
        assert [read(client).status_code for _ in range(2)] == [200, 200]
    with patch("store.cache.set", side_effect=RedisError):
        assert client.post("/purge", headers=TOKEN).status_code == 503
    assert source.call_count == 2


def test_a_source_that_fails_is_asked_once(client, source):
    source.side_effect = requests.ConnectionError
    for _ in range(2):
        answer = read(client)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert source.call_count == 1


def test_what_was_kept_since_the_look_before_is_taken(app, source):
    kept = {"prices": TEA, "asked": "just now"}
    with app.app_context():
        with patch("cached.look", side_effect=[None, kept]):
            assert cached.prices_of("eu") == kept
        assert source.call_count == 0
        free = store.lock(cached.key_of("eu"), 5)
        assert free.acquire(blocking=False)
        cached.release(free)


def test_a_region_that_is_offered_no_more_is_asked_for_anew(client, source):
    with client.session_transaction() as session:
        session["region"] = "mars"
    assert client.get("/mine").status_code == 200
    assert source.call_count == 0


@pytest.mark.parametrize("name", ["PRICES", "FAILED", "SOURCE", "LOCK"])
def test_no_time_is_nothing(name):
    with pytest.raises(ValueError, match=f"{name}_SECONDS"):
        create_app(**{f"{name}_SECONDS": 0})


@pytest.mark.parametrize(("timeout", "left"), [(0, -1), (None, 300), (5, 5)])
def test_what_a_timeout_means(app, timeout, left):
    with app.app_context():
        store.cache.set("x", 1, timeout=timeout)
        assert app.extensions["redis"].ttl("test-prices:x") == left
        store.cache.delete("x")


def test_whoever_is_late_leaves_lock_and_value_of_another(app):
    with app.app_context():
        late, owner = store.lock("x", 5), store.lock("x", 5)
        assert late.acquire(blocking=False)
        app.extensions["redis"].delete(late.name)  # its time is over
        assert owner.acquire(blocking=False)
        cached.keep(owner, "y", "new", 5)
        cached.keep(late, "y", "old", 5)
        cached.release(late)
        assert owner.owned()
        assert store.cache.get("y") == "new"
        cached.release(owner)


@pytest.mark.parametrize("value", [None, b"{", b"\xff", b"[" * 100_000])
def test_what_is_broken_is_missing(value):
    assert store.JSON().loads(value) is None


def test_only_the_shared_page_may_be_kept(client):
    assert read(client).headers["Cache-Control"] == "no-cache"
    for answer in (client.get("/mine"), client.put("/mine"), client.get("/prices")):
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_clear_leaves_the_keys_of_others(app):
    redis = app.extensions["redis"]
    redis.set("other:key", "theirs", ex=60)
    with app.app_context():
        assert store.cache.get("generation")
        store.cache.clear()
        assert store.cache.get("generation") is None
    assert redis.get("other:key") == b"theirs"


def test_a_page_cached_whole_is_kept_by_its_path_alone():
    """What Flask-Caching's decorator does by itself; it is not used here."""
    app = Flask("whole")

    @app.route("/", methods=["GET", "POST"])
    @Cache(app, config={"CACHE_TYPE": "SimpleCache"}).cached(timeout=60)
    def whole():
        response = make_response(request.query_string, 503)
        response.set_cookie("visitor", "first")
        response.vary.add("Accept")
        response.cache_control.private = True
        return response

    first = app.test_client().get("/?a=1", headers={"Accept": "text/html"})
    for kept in (app.test_client().get("/?a=2"), app.test_client().post("/")):
        assert (kept.status_code, kept.text) == (503, "a=1")
        assert kept.headers["Set-Cookie"] == first.headers["Set-Cookie"]


def test_a_page_cached_whole_is_made_anew_while_its_store_fails():
    app = Flask("whole")
    kept = Cache(app, config={"CACHE_TYPE": "SimpleCache"})
    app.add_url_rule("/", view_func=kept.cached()(lambda: "made"))
    with patch.object(kept, "get", side_effect=RedisError):
        assert app.test_client().get("/").text == "made"
