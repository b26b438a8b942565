# --8<-- [start:filter]
from django import template

register = template.Library()


@register.filter
def pounds(pence):
    return f"£{pence // 100}.{pence % 100:02}"


# --8<-- [end:filter]
