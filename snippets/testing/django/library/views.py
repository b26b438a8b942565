from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import ListView

from .mail import send_receipt
from .models import Book, Loan


class BookList(ListView):
    def get_queryset(self):
        out = Loan.objects.filter(returned_on=None).select_related("borrower")
        return Book.objects.prefetch_related(Prefetch("loans", out, to_attr="out"))


# --8<-- [start:borrow]
@require_POST
def borrow(request, pk):
    book = get_object_or_404(Book, pk=pk)
    try:
        with transaction.atomic():
            loan = Loan.objects.create(book=book, borrower=request.user)
            # Robust: the loan stands, and the log tells, if this fails.
            transaction.on_commit(lambda: send_receipt(loan), robust=True)
    except IntegrityError:
        return HttpResponse("Somebody else has this book.", status=409)
    return redirect("index")


# --8<-- [end:borrow]


@require_POST
def return_book(request, pk):
    loan = get_object_or_404(Loan, pk=pk, returned_on=None)
    if request.user != loan.borrower and not request.user.is_staff:
        raise PermissionDenied
    loan.returned_on = timezone.localdate()
    loan.save()
    return redirect("index")
