from django.test import RequestFactory, SimpleTestCase, override_settings
from django.utils.translation import override
from django.views.i18n import set_language


@override_settings(ALLOWED_HOSTS=["testserver"])
class LanguageTests(SimpleTestCase):
    def test_the_browser_chooses(self):
        for header, language in [("de-AT, en;q=0.5", "de"), ("fr, pl;q=0.1", "pl"), ("", "en")]:
            with self.subTest(header):
                answer = self.client.get("/", headers={"accept-language": header})
                self.assertRedirects(answer, f"/{language}/")

    def test_the_visitor_chooses(self):
        chosen = {"language": "pl", "time_zone": "Asia/Kathmandu", "next": "/de/concerts/eroica"}
        answer = self.client.post("/de/preferences", chosen)
        self.assertRedirects(answer, "/pl/concerts/eroica")
        self.assertRedirects(self.client.get("/"), "/pl/")
        self.assertContains(self.client.get("/pl/"), "5 grudnia 2026 00:15")

    def test_another_address_leads_home(self):
        for address in ("https://evil.example/", "//evil.example/", ""):
            with self.subTest(address):
                chosen = {"language": "de", "time_zone": "Europe/Berlin", "next": address}
                answer = self.client.post("/en/preferences", chosen)
                self.assertRedirects(answer, "/de/")
        chosen = {"language": "de", "time_zone": "Europe/Berlin"}
        program = {"accept": "application/json"}
        answer = self.client.post("/en/preferences", chosen, headers=program)
        self.assertEqual((answer.status_code, answer.headers["Location"]), (302, "/de/"))

    def test_set_language_looks_for_next_in_the_language_of_its_request(self):
        request = RequestFactory().post("/set", {"language": "pl", "next": "/en/"})
        for language, address in [("en", "/pl/"), ("de", "/en/")]:
            with self.subTest(language), override(language):
                self.assertEqual(set_language(request).url, address)

    def test_plural(self):
        for language, places in [
            ("en", "22 places left"),
            ("de", "22 freie Plätze"),
            ("pl", "22 wolne miejsca"),
        ]:
            with self.subTest(language):
                self.assertContains(self.client.get(f"/{language}/"), places)

    def test_a_number_in_another_form(self):
        for typed, shown in [("20.50", "20,50"), ("1.234,50", "Zahl"), ("NaN", "Zahl")]:
            with self.subTest(typed):
                sent = {"name": "Ada", "budget": typed}
                self.assertContains(self.client.get("/de/concerts/eroica", sent), shown)

    def test_the_time_zone_ends_with_its_request(self):
        german = {"accept-language": "de"}
        self.client.cookies["time_zone"] = "Asia/Kathmandu"
        self.assertContains(self.client.get("/highlight", headers=german), "00:15")
        del self.client.cookies["time_zone"]
        self.assertContains(self.client.get("/highlight", headers=german), "19:30")
