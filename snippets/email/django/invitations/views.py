# --8<-- [start:accept]
from django.db import IntegrityError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from .forms import InvitationForm
from .models import Invitation
from .people import person_required


@person_required
@require_POST
def create(request):
    twice = sorted(name for name, values in request.POST.lists() if len(values) > 1)
    if twice:
        return JsonResponse({"error": "Invalid input.", "fields": twice}, status=400)
    form = InvitationForm(request.POST, instance=Invitation(owner=request.person))
    if not form.is_valid():
        return JsonResponse({"error": "Invalid input.", "fields": sorted(form.errors)}, status=400)
    try:
        # To store it is all: a request never waits for a mail server.
        invitation = form.save()
    except IntegrityError:
        error = "You have invited this address already."
        return JsonResponse({"error": error}, status=409)
    address = reverse("show", args=[invitation.pk])
    return JsonResponse(shown(invitation), status=202, headers={"Location": address})


# --8<-- [end:accept]


@require_safe
def health(request):
    """For whoever watches the server."""
    return HttpResponse(status=204)


# --8<-- [start:status]
@person_required
@require_safe
def show(request, pk):
    return JsonResponse(shown(get_object_or_404(Invitation, pk=pk, owner=request.person)))


def shown(invitation):
    return {
        "id": str(invitation.pk),
        "status": invitation.status,
        "attempts": invitation.attempts,
    }


# --8<-- [end:status]
