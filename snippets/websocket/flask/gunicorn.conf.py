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
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, end)


# --8<-- [end:server]
