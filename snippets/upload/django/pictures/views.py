# --8<-- [start:list]
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, ListView

from .forms import PictureForm
from .models import Picture


class PictureList(ListView):
    model = Picture


# --8<-- [end:list]


# --8<-- [start:save]
class PictureCreate(CreateView):
    model = Picture
    form_class = PictureForm
    success_url = reverse_lazy("index")

    def form_valid(self, form):
        try:
            self.object = form.save()
        except Exception:
            form.instance.image.delete(save=False)  # no half a file, and none that no row names
            raise
        return redirect(self.get_success_url())


# --8<-- [end:save]


# --8<-- [start:serve]
@require_safe
def show(request, pk):
    picture = get_object_or_404(Picture, pk=pk)
    try:
        file = picture.image.open()
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True)


# --8<-- [end:serve]
