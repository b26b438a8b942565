# --8<-- [start:view]
import logging

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from config import logs

from .forms import MessageForm
from .models import Message
from .people import person_required
from .tasks import deliver

logger = logging.getLogger(__name__)


@person_required
@require_POST
def create(request):
    form = MessageForm(request.POST, instance=Message(owner=request.person))
    if not form.is_valid():
        problem = {"error": "Invalid input.", "fields": sorted(form.errors)}
        return JsonResponse(problem | {"request_id": logs.request_id()}, status=400)
    with transaction.atomic():
        message = form.save()
        deliver.enqueue(str(message.pk), request_id=logs.request_id())
    logger.info("accepted", extra={"message_id": message.pk})
    address = reverse("show", args=[message.pk])
    return JsonResponse(shown(message), status=202, headers={"Location": address})


# --8<-- [end:view]


@person_required
@require_safe
def show(request, pk):
    return JsonResponse(shown(get_object_or_404(Message, pk=pk, owner=request.person)))


def shown(message):
    return {"id": str(message.pk), "status": message.status}


@require_safe
def health(request):
    """For whoever watches the server."""
    return HttpResponse(status=204)
