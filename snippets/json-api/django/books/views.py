# --8<-- [start:views]
from django.urls import reverse
from rest_framework.generics import ListCreateAPIView, RetrieveAPIView

from .models import Book
from .serializers import BookSerializer, SearchSerializer


class BookList(ListCreateAPIView):
    serializer_class = BookSerializer

    def get_queryset(self):
        search = SearchSerializer(data=self.request.query_params.dict())
        search.is_valid(raise_exception=True)
        books = Book.objects.order_by("pk")
        if "author" in search.validated_data:
            books = books.filter(author=search.validated_data["author"])
        return books[: search.validated_data["limit"]]

    def get_success_headers(self, data):
        return {"Location": reverse("book", args=[data["id"]])}


class BookDetail(RetrieveAPIView):
    queryset = Book.objects.all()
    serializer_class = BookSerializer


# --8<-- [end:views]
