import os
import runpy
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from unittest import mock

import requests
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client, RequestFactory, SimpleTestCase, TestCase, override_settings
from django.views.decorators.cache import cache_control, cache_page
from django.views.decorators.vary import vary_on_headers
from redis.exceptions import RedisError

from . import cached
from .store import JSONSerializer

TEA = {"tea": 450}
TOKEN = {"authorization": "Bearer purge-secret"}
OTHER_KEYS = deepcopy(settings.CACHES)
OTHER_KEYS["default"]["KEY_PREFIX"] = "test-prices"


@override_settings(CACHES=OTHER_KEYS, ALLOWED_HOSTS=["testserver"], PURGE_TOKEN="purge-secret")
class PricesTests(TestCase):
    def setUp(self):
        cached.purge()
        answer = mock.Mock(status_code=200, json=lambda: TEA)
        patched = mock.patch("prices.source.requests.get", return_value=answer)
        self.source = patched.start()
        self.addCleanup(patched.stop)

    def read(self, client=None, **headers):
        return (client or self.client).get("/prices?region=eu", headers=headers)

    def test_asks_once_for_page_json_and_visitor(self):
        self.assertContains(self.read(), "4.50")
        self.assertEqual(self.read(accept="application/json").json()["prices"], TEA)
        saved = self.client.post("/mine", {"name": "Ada", "region": "eu"})
        self.assertRedirects(saved, "/mine")
        self.assertContains(self.client.get("/mine"), "4.50")
        self.assertEqual(self.source.call_count, 1)

    def test_many_at_once_ask_once(self):
        def one(_):
            return self.read(Client()).status_code

        with ThreadPoolExecutor(8) as pool:
            self.assertEqual(list(pool.map(one, range(8))), [200] * 8)
        self.assertEqual(self.source.call_count, 1)

    def test_a_purge_takes_the_token(self):
        self.read()
        self.assertEqual(self.client.post("/purge").status_code, 401)
        self.read()
        self.assertEqual(self.source.call_count, 1)
        self.assertEqual(self.client.post("/purge", headers=TOKEN).status_code, 204)
        self.read()
        self.assertEqual(self.source.call_count, 2)

    @override_settings(PURGE_TOKEN="")
    def test_nobody_purges_while_there_is_no_token(self):
        answer = self.client.post("/purge", headers={"authorization": "Bearer "})
        self.assertEqual(answer.status_code, 401)

    def test_without_redis_the_source_is_asked(self):
        backend = "prices.store.LockingRedisCache"
        with mock.patch(f"{backend}.get", side_effect=RedisError), self.assertLogs("prices"):
            self.assertEqual([self.read().status_code for _ in range(2)], [200, 200])
        with mock.patch(f"{backend}.set", side_effect=RedisError), self.assertLogs("prices"):
            self.assertEqual(self.client.post("/purge", headers=TOKEN).status_code, 503)
        self.assertEqual(self.source.call_count, 2)

    def test_a_source_that_fails_is_asked_once(self):
        self.source.side_effect = requests.ConnectionError
        with self.assertLogs("prices"):
            answers = [self.read() for _ in range(2)]
        for answer in answers:
            self.assertEqual((answer.status_code, answer.headers["Retry-After"]), (503, "5"))
        self.assertEqual(self.source.call_count, 1)

    def test_whoever_is_late_leaves_lock_and_value_of_another(self):
        late, owner = cache.lock("x", 5), cache.lock("x", 5)
        self.assertTrue(late.acquire(blocking=False))
        cache.delete("x")  # its time is over
        self.assertTrue(owner.acquire(blocking=False))
        cached.keep(owner, "y", "new", 5)
        cached.keep(late, "y", "old", 5)
        with self.assertLogs("prices"):
            cached.release(late)
        self.assertTrue(owner.owned())
        self.assertEqual(cache.get("y"), "new")
        cached.release(owner)

    def test_what_was_kept_since_the_look_before_is_taken(self):
        kept = {"prices": TEA, "asked": "just now"}
        with mock.patch("prices.cached.look", side_effect=[None, kept]):
            self.assertEqual(cached.prices_of("eu"), kept)
        self.assertEqual(self.source.call_count, 0)
        free = cache.lock(f"lock:{cached.key_of('eu')}", 5)
        self.assertTrue(free.acquire(blocking=False))
        cached.release(free)

    def test_a_region_that_is_offered_no_more_is_asked_for_anew(self):
        session = self.client.session
        session["region"] = "mars"
        session.save()
        self.assertEqual(self.client.get("/mine").status_code, 200)
        self.assertEqual(self.source.call_count, 0)

    def test_what_a_timeout_means(self):
        for timeout, left in [(0, -2), (None, -1), (5, 5)]:  # -2: there is no such key
            with self.subTest(timeout):
                cache.set("x", 1, timeout=timeout)
                client = cache._cache.get_client("x")
                self.assertEqual(client.ttl(cache.make_key("x")), left)
        cache.delete("x")

    def test_clear_empties_the_whole_database(self):
        with mock.patch("redis.Redis.flushdb") as emptied:  # others may use it
            cache.clear()
        emptied.assert_called_once_with()

    def test_only_the_shared_page_may_be_kept(self):
        self.assertEqual(self.read().headers["Cache-Control"], "no-cache")
        others = self.client.get("/mine"), self.client.put("/mine"), self.client.get("/prices")
        for answer in others:
            self.assertEqual(answer.headers["Cache-Control"], "private, no-store")


class SettingsTests(SimpleTestCase):
    def test_no_time_is_nothing(self):
        path = str(settings.BASE_DIR / "config" / "settings.py")
        for name in ("PRICES", "FAILED", "SOURCE", "LOCK"):
            zero = mock.patch.dict(os.environ, {f"{name}_SECONDS": "0"})
            with self.subTest(name), zero, self.assertRaises(ImproperlyConfigured):
                runpy.run_path(path)


class MarkTests(SimpleTestCase):
    def test_a_decorator_of_the_view_misses_what_is_refused_before_it(self):
        marked = cache_control(private=True)(lambda request: HttpResponse())
        request = RequestFactory().post("/")
        self.assertEqual(marked(request).headers["Cache-Control"], "private")
        refused = CsrfViewMiddleware(marked).process_view(request, marked, (), {})
        self.assertEqual(refused.status_code, 403)
        self.assertNotIn("Cache-Control", refused.headers)


class StoreTests(SimpleTestCase):
    def test_what_is_broken_is_missing(self):
        for value in (b"{", b"\xff", b"[" * 100_000):
            self.assertIsNone(JSONSerializer().loads(value))

    def test_a_response_is_not_json(self):
        with self.assertRaises(TypeError):  # so cache_page needs another store
            JSONSerializer().dumps(HttpResponse())


IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@override_settings(CACHES=IN_MEMORY, ALLOWED_HOSTS=["testserver"])
class WholePageTests(SimpleTestCase):
    """What `cache_page` does by itself; it is not used here."""

    def setUp(self):
        cache.clear()
        self.made = 0

    def page(self, query="", headers=None, status=200, cookie="", **told):
        @cache_page(60)
        @vary_on_headers("Accept")
        def whole(request):
            self.made += 1
            response = HttpResponse(self.made, status=status, headers=told)
            if cookie:
                response.set_cookie("visitor", cookie)
            return response

        return whole(RequestFactory().get(f"/whole{query}", headers=headers or {}))

    def test_it_is_kept_by_its_address_and_what_it_varies_on(self):
        for query, accept in [("", "a"), ("?b=1", "a"), ("", "c")] * 2:
            self.page(query, {"accept": accept})
        self.assertEqual(self.made, 3)

    def test_browsers_are_told_to_keep_it_as_long(self):
        self.assertEqual(self.page().headers["Cache-Control"], "max-age=60")

    def test_what_is_private_or_an_error_is_not_kept(self):
        for _ in range(2):
            self.page(**{"Cache-Control": "private"})
            self.page(status=503)
        self.assertEqual(self.made, 4)

    def test_it_fails_with_its_store(self):
        broken = mock.patch.object(LocMemCache, "get", side_effect=RedisError)
        with broken, self.assertRaises(RedisError):
            self.page()

    def test_a_cookie_is_kept_with_it_unless_it_varies_on_cookies(self):
        self.page(cookie="first")
        self.assertEqual(self.page().cookies["visitor"].value, "first")
        for _ in range(2):
            self.page("?b=1", cookie="first", Vary="Cookie")
        self.assertEqual(self.made, 3)
