# --8<-- [start:job-id]
from django.dispatch import receiver

from config import logs

try:
    from django.tasks.signals import task_finished, task_started
except ImportError:  # before Django 6.0
    from django_tasks.signals import task_finished, task_started


# The framework's own receivers stand before these: they log the end of a job while its id is set.
@receiver(task_started)
def begin(task_result, **_):
    logs.begin(request_id=task_result.kwargs.get("request_id"))


@receiver(task_finished)
def end(**_):
    logs.end()


# --8<-- [end:job-id]
