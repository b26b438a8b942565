import uuid

from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from .models import Article


class ListTests(TestCase):
    def test_lists_articles(self):
        self.assertContains(self.client.get(reverse("index")), "No articles yet.")
        call_command("add", "<b>", "Text")
        self.assertContains(self.client.get(reverse("index")), "<h2>&lt;b&gt;</h2>")

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, verbosity=0)


class MigrationTests(TransactionTestCase):
    """Each begins at the last step, and has to end there."""

    def tearDown(self):
        Article.objects.all().delete()
        self.go_to("0005_alter_article_public_id")

    def go_to(self, name):
        """Migrate, and return the model as it was at that step."""
        executor = MigrationExecutor(connection)
        executor.migrate([("articles", name)])
        state = executor.loader.project_state([("articles", name)])
        return state.apps.get_model("articles", "Article")

    def test_old_rows_get_what_is_required(self):
        old = self.go_to("0001_initial")
        old.objects.bulk_create([old(title="Title", text="Text") for _ in range(3)])
        self.go_to("0005_alter_article_public_id")
        articles = Article.objects.all()
        self.assertEqual([article.language for article in articles], ["en"] * 3)
        self.assertEqual(len({article.public_id for article in articles}), 3)

    def test_a_public_id_that_is_there_stays(self):
        between = self.go_to("0003_article_public_id")
        between.objects.create(title="New", text="Text", public_id=uuid.UUID(int=1))
        self.go_to("0005_alter_article_public_id")
        self.assertEqual(Article.objects.get().public_id, uuid.UUID(int=1))

    def test_the_way_back_keeps_rows(self):
        Article.objects.create(title="Title", text="Text")
        old = self.go_to("0001_initial")
        self.assertEqual(list(old.objects.values_list("title", "text")), [("Title", "Text")])
        old.objects.all().delete()

    def test_a_step_that_fails_leaves_nothing(self):
        between = self.go_to("0004_fill_public_ids")
        # One alone would be filled with the default of the model, several with the same.
        between.objects.bulk_create([between(title="Late", text="Text") for _ in range(2)])
        with self.assertRaises(IntegrityError):
            self.go_to("0005_alter_article_public_id")
        self.assertEqual(
            connection.introspection.table_names(), ["articles_article", "django_migrations"]
        )
        between.objects.all().delete()
