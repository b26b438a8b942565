# --8<-- [start:test]
import tempfile

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings
from django.urls import reverse


class StaticTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(STATIC_ROOT=folder))
        call_command("collectstatic", interactive=False, verbosity=0)

    def get(self, name):
        return self.client.get(staticfiles_storage.url(name))

    def test_the_page_names_its_files_with_their_hash(self):
        page = self.client.get(reverse("index"))
        for name in ("css/site.css", "js/clock.js", "img/cup.svg"):
            self.assertContains(page, staticfiles_storage.url(name))

    def test_a_file_with_a_hash_is_kept_for_ever(self):
        self.assertIn("immutable", self.get("css/site.css").headers["Cache-Control"])

    def test_a_style_sheet_names_the_hashed_picture(self):
        leaf = staticfiles_storage.url("img/leaf.svg").removeprefix("/static/")
        self.assertContains(self.get("css/site.css"), f'url("../{leaf}")')

    def test_a_name_without_its_hash_is_not_found(self):
        self.assertEqual(self.client.get("/static/css/site.css").status_code, 404)

    def test_an_unknown_name_is_an_error(self):
        with self.assertRaisesMessage(ValueError, "css/no-such.css"):
            staticfiles_storage.url("css/no-such.css")


# --8<-- [end:test]
