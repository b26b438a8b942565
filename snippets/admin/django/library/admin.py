# --8<-- [start:rows]
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from .models import Author, Book


class BookRows(admin.TabularInline):
    model = Book
    extra = 1


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    search_fields = ("name",)
    inlines = (BookRows,)


# --8<-- [end:rows]


# --8<-- [start:records]
@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    list_display = ("title", "author", "in_print")
    list_filter = ("in_print",)
    search_fields = ("title", "author__name")
    actions = ("take_out_of_print",)

    # --8<-- [end:records]

    # --8<-- [start:action]
    @admin.action(description="Take out of print", permissions=["change"])
    @transaction.atomic
    def take_out_of_print(self, request, queryset):
        books = list(queryset.filter(in_print=True))
        queryset.update(in_print=False)
        LogEntry.objects.log_actions(request.user.pk, books, CHANGE, "Taken out of print.")
        self.message_user(request, f"Taken out of print: {len(books)}", messages.SUCCESS)

    # --8<-- [end:action]
