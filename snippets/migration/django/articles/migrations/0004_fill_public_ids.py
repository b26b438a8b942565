# --8<-- [start:fill]
import uuid

from django.db import migrations


def fill(apps, schema_editor):
    # The model as it is at this step; models.py says what it will be at the last one.
    Article = apps.get_model("articles", "Article")
    for article in Article.objects.filter(public_id=None):
        article.public_id = uuid.uuid4()
        article.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_article_public_id"),
    ]

    operations = [
        # Without the second function there is no way back.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]


# --8<-- [end:fill]
