"""WebKit by its WebDriver: as much of the protocol as the tests need, and a frame for the page."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

import httpx

from tools.setup.ports import free_port

SCREEN = (1600, 1000)
KEYS = {"Escape": "\ue00c", "Enter": "\ue007", "ArrowDown": "\ue015"}
# A frame is as narrow as a phone, which no window is. Its own window is there before the page, and
# becomes the page's if the address was set first: so it can note what goes wrong from the start.
SHOW = """
const [address, width, shown] = arguments;
const frame = document.createElement("iframe");
frame.src = address;
frame.style.cssText = `width: ${width}px; height: 844px; border: 0`;
frame.onload = () => { inside.focus(); shown(); };
document.body.replaceChildren(frame);
const inside = frame.contentWindow;
inside.wrong = [];
const note = (what) => inside.wrong.push(String(what));
inside.console.error = (...what) => note(what);
inside.addEventListener("error", (event) => note(event.message ?? event.target.outerHTML), true);
inside.addEventListener("unhandledrejection", (event) => note(event.reason));
inside.addEventListener("securitypolicyviolation", (event) => note(event.violatedDirective));
"""


class WebKit:
    """A window that shows one page at a time."""

    def __init__(self, driver: httpx.Client, top: str) -> None:
        """Start a session; the frame stands on something that has no scripts and no policy."""
        self.driver, self.top = driver, top
        self.path = f"/session/{self.ask('/session', capabilities={})['sessionId']}"
        self.ask(f"{self.path}/window/rect", width=SCREEN[0], height=SCREEN[1])
        self.ask(f"{self.path}/url", url=f"{top}llms.txt")

    def ask(self, path: str, **body: Any) -> Any:
        """Post a command; what it gives."""
        answer = self.driver.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()["value"]

    def show(self, path: str, width: int) -> None:
        """Open a page; `window.wrong` in it is a list of what goes wrong."""
        self.ask(f"{self.path}/frame", id=None)
        self.ask(f"{self.path}/execute/async", script=SHOW, args=[self.top + path, width])
        self.ask(f"{self.path}/frame", id=0)

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function's body returns in the page, waited for."""
        return self.ask(f"{self.path}/execute/sync", script=script, args=arguments)

    def inside(self, selector: str, awaited: str, script: str) -> None:
        """Run a function's body in a frame of the page, once that holds what is awaited."""
        frame = self.ask(f"{self.path}/element", using="css selector", value=selector)
        self.ask(f"{self.path}/frame", id=frame)
        self.until("document.querySelector(arguments[0])", awaited)
        self.run(script)
        self.ask(f"{self.path}/frame/parent")

    def until(self, script: str, *arguments: Any) -> None:
        """Wait until an expression is true in the page."""
        end = time.monotonic() + 40
        # What is no value of JSON, such as a function, comes as an empty object.
        while not self.run(f"return Boolean({script})", *arguments):
            assert time.monotonic() < end, script
            time.sleep(0.05)

    def click(self, selector: str) -> None:
        """Click on the first element of a selector where it is seen."""
        found = self.ask(f"{self.path}/element", using="css selector", value=selector)
        [element] = found.values()
        self.ask(f"{self.path}/element/{element}/click")

    def press(self, *keys: str) -> None:
        """Press and release keys, one after the other, wherever the focus is."""
        signs = [KEYS.get(key, key) for key in keys]
        moves = [{"type": kind, "value": sign} for sign in signs for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": moves}
        self.ask(f"{self.path}/actions", actions=[keyboard])


@contextmanager
def running(top: str) -> Iterator[WebKit]:
    """A WebKit on a screen that nobody sees."""
    port = free_port()
    with ExitStack() as stack:

        def start(*command: str, **options: Any) -> Popen[str]:
            process = stack.enter_context(Popen(command, text=True, **options))
            stack.callback(process.terminate)
            return process

        size = "{}x{}x24".format(*SCREEN)
        screen = start("Xvfb", "-displayfd", "1", "-screen", "0", size, stdout=PIPE, stderr=DEVNULL)
        assert screen.stdout
        display = f":{screen.stdout.readline().strip()}"
        start("WebKitWebDriver", f"--port={port}", env={**os.environ, "DISPLAY": display})
        driver = stack.enter_context(
            httpx.Client(
                base_url=f"http://127.0.0.1:{port}",
                timeout=60,
                transport=httpx.HTTPTransport(retries=5),  # until the driver listens
            )
        )
        found = WebKit(driver, top)
        stack.callback(driver.delete, found.path)
        yield found
