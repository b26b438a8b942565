# --8<-- [start:enqueue]
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from .forms import MessageForm
from .models import Message
from .people import person_required
from .tasks import deliver


@person_required
@require_POST
def create(request):
    _ = request.body  # limited as a whole; request.POST alone does not count files
    form = MessageForm(request.POST, instance=Message(owner=request.person))
    if not form.is_valid():
        return JsonResponse({"error": "Invalid input.", "fields": sorted(form.errors)}, status=400)
    try:
        with transaction.atomic():
            message = form.save()
            deliver.enqueue(str(message.pk), message.attempts)
    except IntegrityError:
        return JsonResponse({"error": "You have sent this reference already."}, status=409)
    except OperationalError:
        return JsonResponse({"error": "Try again later."}, status=503)
    address = reverse("show", args=[message.pk])
    return JsonResponse(shown(message), status=202, headers={"Location": address})


# --8<-- [end:enqueue]


@require_safe
def health(request):
    """For whoever watches the server."""
    return HttpResponse(status=204)


# --8<-- [start:status]
@person_required
@require_safe
def show(request, pk):
    return JsonResponse(shown(get_object_or_404(Message, pk=pk, owner=request.person)))


def shown(message):
    return {
        "id": str(message.pk),
        "reference": message.reference,
        "status": message.status,
        "attempts": message.attempts,
    }


# --8<-- [end:status]
