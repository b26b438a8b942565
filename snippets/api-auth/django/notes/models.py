import hashlib
import secrets
import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class User(AbstractUser):
    pass  # a project that starts with its own user model can add fields later


class Note(models.Model):
    # Numbers that count up would tell how many notes others write.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    text = models.CharField(max_length=200)

    def __str__(self):
        return self.text


# --8<-- [start:token]
def digest(secret):
    # A quick hash will do: nobody guesses 256 random bits.
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiTokenManager(models.Manager):
    def make(self, owner, name, expires_in):
        """The stored token, and the secret, which is not kept."""
        secret = secrets.token_urlsafe(32)
        expires = timezone.now() + timedelta(seconds=expires_in)
        token = self.create(owner=owner, name=name, digest=digest(secret), expires=expires)
        return token, secret

    def valid(self, secret):
        """The token with this secret, unless it is unknown, too old, or of a closed account."""
        return (
            self.filter(digest=digest(secret), expires__gt=timezone.now(), owner__is_active=True)
            .select_related("owner")
            .first()
        )


class ApiToken(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()

    objects = ApiTokenManager()

    def __str__(self):
        return self.name


# --8<-- [end:token]
