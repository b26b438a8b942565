# --8<-- [start:model]
import secrets

from django.contrib.auth import models as auth
from django.contrib.auth.hashers import make_password
from django.db import models


def words(value, length):
    # Half a character is JSON, and no text for a database.
    return str(value or "").encode(errors="replace").decode()[:length]


def verified_email(claims):
    verified = claims.get("email_verified") is True
    return words(claims.get("email"), 254) if verified else ""


class UserManager(auth.UserManager):
    def signed_in(self, claims):
        """The account of the person whom these claims are about."""
        shown = {
            "name": words(claims.get("name") or "Somebody", 200),
            "email": verified_email(claims),
        }
        made = {"username": secrets.token_hex(16), "password": make_password(None)}
        user, _ = self.update_or_create(
            issuer=claims["iss"],
            subject=claims["sub"],
            defaults=shown,
            create_defaults=shown | made,
        )
        return user


class User(auth.AbstractUser):
    # Issuer and subject say who it is; names and e-mail addresses change hands.
    issuer = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=200, blank=True)

    objects = UserManager()

    class Meta(auth.AbstractUser.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=~models.Q(subject=""),  # whoever comes by createsuperuser has none
                name="one_account_for_each_subject",
            ),
        )


# --8<-- [end:model]
