# --8<-- [start:model]
from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Django's own user: fields of yours can come later, a model of yours hardly can."""


# --8<-- [end:model]
