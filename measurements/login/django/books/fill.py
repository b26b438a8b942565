from django.contrib.auth.models import User

from books.models import Book

User.objects.create_superuser("ada", password="difference")
Book.objects.bulk_create(Book(title=f"Book {n}", author=f"Author {n}") for n in range(1, 21))
