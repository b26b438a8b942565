# --8<-- [start:model]
from django.contrib.auth.models import AbstractUser
from django.db.models import UniqueConstraint
from django.db.models.functions import Lower


class User(AbstractUser):
    """Django's own user: fields of yours can come later, a model of yours hardly can."""

    class Meta(AbstractUser.Meta):
        constraints = (UniqueConstraint(Lower("username"), name="username_in_any_case"),)


# --8<-- [end:model]
