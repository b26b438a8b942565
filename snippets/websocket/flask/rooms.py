# --8<-- [start:member]
import contextlib
import json
import logging
import queue
import socket
import threading
import time

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from simple_websocket import ConnectionClosed
from wsproto.utilities import LocalProtocolError

CHANNEL = "chat"
# What a client that does not read may be behind, in messages and in seconds.
BEHIND, SEND_WITHIN = 100, 10
# Close codes of the protocol.
RESTART, TRY_LATER = 1012, 1013

logger = logging.getLogger(__name__)


class Member:
    """One socket. What it is told waits in a queue, so that nobody waits for its client."""

    def __init__(self, ws, room, person):
        self.ws, self.room, self.person = ws, room, person
        self.waiting: queue.Queue[str | int] = queue.Queue(BEHIND)
        # A link whose client takes nothing for so long counts as broken.
        with contextlib.suppress(OSError, AttributeError):  # broken already, or no Linux
            ws.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SEND_WITHIN * 1000)
        self.sender = threading.Thread(target=self._send, daemon=True)
        self.sender.start()

    def tell(self, text):
        try:
            self.waiting.put_nowait(text)
        except queue.Full:  # it does not read
            self._cut()

    def close(self, code):
        self.tell(code)

    def _send(self):
        """The only place of ours that sends; simple-websocket's thread sends pings and pongs."""
        while True:
            item = self.waiting.get()
            try:
                if isinstance(item, str):
                    self.ws.send(item)
                    continue
                self.ws.close(item)
            except (ConnectionClosed, LocalProtocolError):
                pass
            except OSError:  # it does not read, or is gone
                self._cut()
            self.ws.event.set()  # wakes whoever receives
            return

    def _cut(self):
        with contextlib.suppress(OSError):
            self.ws.sock.shutdown(socket.SHUT_RDWR)


# --8<-- [end:member]


# --8<-- [start:broker]
class Rooms:
    """The sockets of this process, and through Redis those of all others."""

    def init_app(self, app):
        self.redis = Redis.from_url(
            app.config["REDIS_URL"],
            socket_connect_timeout=2,
            socket_timeout=5,
            socket_keepalive=True,
            # Under protocol 3, redis-py 8.1 takes an idle link that has broken for a good one.
            protocol=2,
            # By default it comes back in silence, and nobody knows what was missed.
            retry=Retry(NoBackoff(), 0),
        )
        self.places = threading.BoundedSemaphore(app.config["MAX_SOCKETS"])
        self.members = set()
        self.lock = threading.Lock()
        self.listener = None
        self.hears = threading.Event()
        self.ended = False

    # --8<-- [end:broker]

    # --8<-- [start:layer]
    def is_open(self):
        with self.lock:
            if self.listener is None:  # in this process, whoever forked it
                self.listener = threading.Thread(target=self._listen, daemon=True)
                self.listener.start()
        return self.hears.wait(2) and not self.ended

    def join(self, member):
        with self.lock:
            self.members.add(member)
        if self.ended or not self.hears.is_set():
            member.close(TRY_LATER)

    def leave(self, member):
        with self.lock:
            self.members.discard(member)

    def tell(self, room, text):
        self._publish({"room": room, "text": text})

    def sign_out(self, person):
        what = {"signed_out": person}
        self._hand_out(what)  # here even if Redis is gone
        self._publish(what)

    def _publish(self, what):
        self.redis.publish(CHANNEL, json.dumps(what))

    def end(self):
        self.ended = True
        self._close(RESTART)

    def _listen(self):
        while True:
            try:
                with self.redis.pubsub() as heard:
                    heard.subscribe(CHANNEL)
                    asked = False
                    while True:
                        message = heard.get_message(timeout=3)
                        if message is None:
                            if asked:
                                raise TimeoutError("no answer")
                            heard.ping()
                        elif message["type"] == "subscribe":
                            self.hears.set()
                        elif message["type"] == "message":
                            self._hand_out(json.loads(message["data"]))
                        asked = message is None
            except Exception as error:  # whatever it is: nobody hears anything now
                logger.error("Not listening: %s: %s", type(error).__name__, error)
            self.hears.clear()
            self._close(TRY_LATER)  # they may have missed something
            time.sleep(1)

    def _hand_out(self, what):
        for member in self._members():
            if what.get("signed_out") == member.person:
                member.close(1008)
            elif what.get("room") == member.room:
                member.tell(what["text"])

    def _close(self, code):
        for member in self._members():
            member.close(code)

    def _members(self):
        with self.lock:
            return list(self.members)


rooms = Rooms()
# --8<-- [end:layer]
