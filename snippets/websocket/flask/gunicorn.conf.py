# --8<-- [start:server]
import signal
from threading import Thread

# Each socket holds a thread; the others answer pages.
workers = 2
worker_class = "gthread"
threads = 64
graceful_timeout = 10


def post_worker_init(worker):
    """Gunicorn waits for requests that run; a socket runs until somebody ends it."""
    from rooms import rooms

    def end(number, frame):
        Thread(target=rooms.end, daemon=True).start()
        handle = worker.handle_exit if number == signal.SIGTERM else worker.handle_quit
        handle(number, frame)

    # Ctrl-C is SIGINT, which Gunicorn passes on as SIGQUIT.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, end)


# --8<-- [end:server]
