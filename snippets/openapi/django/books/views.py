# --8<-- [start:views]
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListCreateAPIView, RetrieveUpdateDestroyAPIView

from .models import Book
from .serializers import BookSerializer, ErrorSerializer, SearchSerializer

LOCATION = OpenApiParameter("Location", location="header", required=True, response=[201])
NUMBER = OpenApiParameter("id", {"type": "integer", "minimum": 1}, "path")


def errors(*statuses):
    return dict.fromkeys(statuses, ErrorSerializer)


@extend_schema_view(
    get=extend_schema(
        operation_id="listBooks",
        summary="The oldest entries first",
        parameters=[SearchSerializer],
        responses={200: BookSerializer(many=True), **errors(400)},
    ),
    post=extend_schema(
        operation_id="addBook",
        summary="Add a book",
        parameters=[LOCATION],
        responses={201: BookSerializer, **errors(400, 415)},
    ),
)
class BookList(ListCreateAPIView):
    serializer_class = BookSerializer

    def get_queryset(self):
        # A wrong `limit` is an error here; LimitOffsetPagination takes its default in its place.
        search = SearchSerializer(data=self.request.query_params.dict())
        search.is_valid(raise_exception=True)
        books = Book.objects.order_by("pk")
        if "author" in search.validated_data:
            books = books.filter(author=search.validated_data["author"])
        return books[: search.validated_data["limit"]]

    def get_success_headers(self, data):
        return {"Location": reverse("book", args=[data["id"]])}


@extend_schema(parameters=[NUMBER])
@extend_schema_view(
    get=extend_schema(
        operation_id="showBook",
        summary="One book",
        responses={200: BookSerializer, **errors(404)},
    ),
    put=extend_schema(
        operation_id="replaceBook",
        summary="Change a book",
        responses={200: BookSerializer, **errors(400, 404, 415)},
    ),
    delete=extend_schema(
        operation_id="deleteBook",
        summary="Delete a book",
        responses={204: None, **errors(404)},
    ),
)
class BookDetail(RetrieveUpdateDestroyAPIView):
    http_method_names = ("get", "put", "delete", "head", "options")
    queryset = Book.objects.all()
    serializer_class = BookSerializer


# --8<-- [end:views]
