# --8<-- [start:read]
from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.urls import reverse_lazy
from django.views.generic import CreateView, DeleteView, DetailView, ListView, UpdateView, View

from .models import Note, User

# The generic views that change something take PUT and DELETE as well.
METHODS = ("get", "head", "options", "post")


class Visible(View):
    """The notes that a view finds, whatever it does with them."""

    model = Note
    http_method_names = METHODS

    def get_queryset(self):
        return Note.objects.visible_to(self.request.user).select_related("owner")


class NoteList(Visible, ListView):
    pass


class NoteDetail(Visible, DetailView):
    pass


# --8<-- [end:read]


# --8<-- [start:save]
class NoteCreate(Visible, CreateView):
    fields = ("title", "text")

    def form_valid(self, form):
        form.instance.owner = self.request.user
        return super().form_valid(form)


class NoteUpdate(Visible, UpdateView):
    fields = ("title", "text")

    def get_object(self, queryset=None):
        note = super().get_object(queryset)
        if note.owner != self.request.user:
            raise PermissionDenied  # staff, who know of the note: others got 404
        return note


# --8<-- [end:save]


# --8<-- [start:delete]
class NoteDelete(Visible, DeleteView):
    success_url = reverse_lazy("index")


# --8<-- [end:delete]


# --8<-- [start:people]
class StaffOnly(UserPassesTestMixin):
    model = User
    http_method_names = METHODS

    def test_func(self):
        return self.request.user.moderates


class PersonList(StaffOnly, ListView):
    ordering = "username"


class PersonUpdate(StaffOnly, UpdateView):
    fields = ("moderates",)
    success_url = reverse_lazy("people")
    context_object_name = "person"  # "user", the default, is who asks

    def get_queryset(self):
        # Nobody changes their own role, so that nobody locks themselves out.
        return super().get_queryset().exclude(pk=self.request.user.pk)


# --8<-- [end:people]
