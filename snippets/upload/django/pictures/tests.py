# --8<-- [start:test]
import io
import os
import runpy
import tempfile
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.urls import reverse
from PIL import Image

from .forms import MAX_SIZE
from .models import Picture

NO_PICTURE = "This is no PNG or JPEG picture."


def picture(kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, kind)
    return file.getvalue()


class PictureTests(TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(override_settings(MEDIA_ROOT=folder))
        self.folder = Path(folder)

    def send(self, content, name="a.png", client=None):
        sent = {"description": "A sea", "image": SimpleUploadedFile(name, content)}
        return (client or self.client).post(reverse("create"), sent)

    def assert_nothing_stored(self):
        self.assertFalse(Picture.objects.exists())
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_stores_a_picture_under_a_name_of_its_own(self):
        self.assertRedirects(self.send(picture(), name="sea.png"), reverse("index"))
        (path,) = self.folder.iterdir()
        self.assertEqual(Picture.objects.get().image.name, path.name)
        self.assertNotIn("sea", path.name)
        self.assertEqual(path.read_bytes(), picture())

    def test_gives_it_out_as_what_it_is(self):
        for kind, expected in [("PNG", "png"), ("JPEG", "jpeg"), ("MPO", "jpeg")]:
            with self.subTest(kind):
                self.send(picture(kind), name="a.gif")
                response = self.client.get(Picture.objects.first().get_absolute_url())
                self.assertEqual(response.getvalue(), picture(kind))
                self.assertEqual(response["Content-Type"], f"image/{expected}")
                self.assertEqual(response["X-Content-Type-Options"], "nosniff")
                self.assertIn("attachment; filename=", response["Content-Disposition"])

    def test_refuses_what_is_no_picture(self):
        for content in (b"", b"<script></script>", b"<svg/>", picture("GIF")):
            with self.subTest(content[:9]):
                form = self.send(content).context["form"]
                self.assertEqual(list(form.errors), ["image"])
                self.assert_nothing_stored()

    def test_refuses_formats_that_pillow_knows(self):
        form = self.send(picture("GIF")).context["form"]
        self.assertFormError(form, "image", NO_PICTURE)

    def test_refuses_too_many_pixels(self):
        with mock.patch.object(Image, "MAX_IMAGE_PIXELS", 30):
            form = self.send(picture()).context["form"]
        self.assertEqual(list(form.errors), ["image"])

    def test_refuses_a_large_file(self):
        form = self.send(picture() + bytes(MAX_SIZE)).context["form"]
        self.assertFormError(form, "image", "This file is over 20 MiB.")
        self.assert_nothing_stored()

    @override_settings(UPLOAD_MAX_REQUEST=100)
    def test_refuses_a_larger_request(self):
        self.assertEqual(self.send(picture()).status_code, 413)
        self.assert_nothing_stored()

    def test_a_length_that_is_no_number_counts_as_none(self):
        answer = self.client.get(reverse("index"), headers={"Content-Length": "many"})
        self.assertEqual(answer.status_code, 200)

    def test_leaves_no_file_without_a_row(self):
        def busy(*args):
            raise OperationalError("The database is busy.")

        refused = connection.execute_wrapper(busy)
        with self.assertRaises(OperationalError), transaction.atomic(), refused:
            self.send(picture())
        self.assert_nothing_stored()

    def test_a_row_whose_file_is_gone_is_not_found(self):
        self.send(picture())
        address = Picture.objects.get().get_absolute_url()
        for path in self.folder.iterdir():
            path.unlink()
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        self.assertEqual(self.send(picture(), client=client).status_code, 403)
        self.assert_nothing_stored()

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class SettingsTests(SimpleTestCase):
    def test_cookies_need_https_unless_switched_off(self):
        path = settings.BASE_DIR / "config" / "settings.py"
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value), mock.patch.dict(os.environ, HTTPS_ONLY=value):
                loaded = runpy.run_path(str(path))
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)


# --8<-- [end:test]
