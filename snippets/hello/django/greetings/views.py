# --8<-- [start:view]
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def hello(request, name="World"):
    return render(request, "greetings/hello.html", {"name": name})


# --8<-- [end:view]
