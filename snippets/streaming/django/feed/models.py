from django.db import connection, models, transaction

BATCH = 100
ONE_AT_A_TIME = 20261127  # any number that no other lock of this database has


# --8<-- [start:log]
class Event(models.Model):
    text = models.TextField(max_length=1000)

    @classmethod
    @transaction.atomic
    def append(cls, text):
        """Store an event."""
        if connection.vendor == "postgresql":
            # Else a number could be committed after a higher one, and streams would miss it.
            # SQLite has one writer at a time by itself.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return cls.objects.create(text=text)

    # --8<-- [end:log]

    # --8<-- [start:query]
    @classmethod
    def newest(cls, skip=0):
        """The number of the last event, or of one so many before it."""
        return cls.objects.order_by("-pk").values_list("pk", flat=True)[skip:].first() or 0

    @classmethod
    def after(cls, number):
        """What came after an event.

        Django keeps a connection for as long as the request lasts; a stream lasts for hours.
        """
        try:
            later = cls.objects.filter(pk__gt=number).order_by("pk")
            return list(later.values_list("pk", "text")[:BATCH])
        finally:
            connection.close()

    # --8<-- [end:query]
