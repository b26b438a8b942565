# --8<-- [start:session]
from django.contrib.auth import authenticate, login, logout
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from rest_framework import generics, status
from rest_framework.exceptions import ParseError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import ApiToken, Note
from .permissions import NoToken
from .serializers import CredentialsSerializer, NoteSerializer, TokenSerializer


# REST framework asks for a CSRF token only of those who are signed in already.
@method_decorator(csrf_protect, name="dispatch")
class SessionView(APIView):
    permission_classes = (NoToken,)

    def get(self, request):
        return self.about(request)

    def post(self, request):
        given = CredentialsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request, **given.validated_data)
        if user is None:
            raise ParseError("Wrong name or password.")
        login(request, user)  # under a new id of the session, with a new CSRF token
        return self.about(request)

    def delete(self, request):
        logout(request)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def about(self, request):
        # A page of another origin cannot read our cookies, so the token stands here.
        name = request.user.get_username() or None
        return Response({"user": name, "csrf_token": get_token(request)})


# --8<-- [end:session]


# --8<-- [start:tokens]
class TokenViews(generics.GenericAPIView):
    permission_classes = (IsAuthenticated, NoToken)
    serializer_class = TokenSerializer

    def get_queryset(self):
        return ApiToken.objects.filter(owner=self.request.user).order_by("expires")


class TokenList(TokenViews, generics.ListAPIView):
    def post(self, request):
        new = self.get_serializer(data=request.data)
        new.is_valid(raise_exception=True)
        token, secret = ApiToken.objects.make(request.user, **new.validated_data)
        shown = {**self.get_serializer(token).data, "token": secret}  # this once
        return Response(shown, status=status.HTTP_201_CREATED)


class TokenDetail(TokenViews, generics.DestroyAPIView):
    pass


# --8<-- [end:tokens]


class NoteViews(generics.GenericAPIView):
    serializer_class = NoteSerializer

    def get_queryset(self):
        return Note.objects.filter(owner=self.request.user)


class NoteList(NoteViews, generics.ListCreateAPIView):
    def perform_create(self, serializer):
        serializer.save(owner=self.request.user)

    def get_success_headers(self, data):
        return {"Location": reverse("note", args=[data["id"]])}


class NoteDetail(NoteViews, generics.RetrieveAPIView, generics.DestroyAPIView):
    pass
