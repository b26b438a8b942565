# --8<-- [start:trusted]
from dataclasses import dataclass

from django.utils.safestring import mark_safe

INTRO = mark_safe("Orders over <strong>£20</strong> travel free.")


@dataclass(frozen=True)
class Product:
    name: str
    kind: str
    pence: int


PRODUCTS = [
    Product("Assam", "tea", 450),
    Product("Darjeeling <first flush>", "tea", 1295),
    Product("Cup & saucer", "china", 905),
]


def of_kind(kind):
    return [product for product in PRODUCTS if kind in ("", product.kind)]


# --8<-- [end:trusted]
