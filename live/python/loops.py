"""Ends a loop in a reader's own code: in some browsers nobody else can."""

from __future__ import annotations

import math
import sys
import time
from types import CodeType
from typing import Any

PATIENCE = 10.0  # seconds that an application may take for what it is asked
EVERY = 1024  # jumps between two looks at the clock
TOOL = 4  # a number that no debugger, profiler or optimizer takes


class Loops:
    """Watches the code of one folder: what jumps back for too long gets a `TimeoutError`.

    Libraries are not watched, and run as fast as ever.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.patience = PATIENCE
        self.said = ""  # of the loop that was ended last
        self._until = math.inf
        self._jumps = 0
        self._sleep = time.sleep

    def watch(self) -> None:
        """Begin, before anything of the folder is imported."""
        monitoring = sys.monitoring
        monitoring.use_tool_id(TOOL, "loops")
        monitoring.register_callback(TOOL, monitoring.events.PY_START, self._started)
        monitoring.register_callback(TOOL, monitoring.events.JUMP, self._jumped)
        monitoring.set_events(TOOL, monitoring.events.PY_START)
        clock: Any = time
        clock.sleep = self._slept

    def end(self) -> None:
        """Watch no more."""
        sys.monitoring.free_tool_id(TOOL)
        clock: Any = time
        clock.sleep = self._sleep

    def begin(self) -> None:
        """Something is asked: from now on it takes time."""
        self.said = ""
        self._until = time.monotonic() + self.patience

    def _started(self, code: CodeType, offset: int) -> Any:
        """Code runs for the first time, and later ones do not matter."""
        if self._watches(code):
            sys.monitoring.set_local_events(TOOL, code, sys.monitoring.events.JUMP)
        return sys.monitoring.DISABLE

    def _jumped(self, code: CodeType, offset: int, to: int) -> None:
        self._jumps += 1
        if not self.said:
            if self._jumps % EVERY or time.monotonic() < self._until:
                return
            lines = code.co_lines()
            line = next((line for begin, end, line in lines if begin <= offset < end), None)
            self.said = self._told(code, line)
        # From now on at each jump: whoever catches it shall not go on either.
        raise TimeoutError(self.said)

    def _slept(self, seconds: float) -> None:
        """Sleep, in the folder no longer than time is left: a loop that sleeps hardly jumps."""
        caller = sys._getframe(1)
        left = self._until - time.monotonic()
        if seconds < left or not self._watches(caller.f_code):
            self._sleep(seconds)
            return
        self._sleep(max(left, 0.0))
        self.said = self.said or self._told(caller.f_code, caller.f_lineno)
        raise TimeoutError(self.said)

    def _watches(self, code: CodeType) -> bool:
        return code.co_filename.startswith(f"{self.folder}/")

    def _told(self, code: CodeType, line: int | None) -> str:
        name = code.co_filename.removeprefix(f"{self.folder}/")
        return f"{name}, line {line}, ran longer than {self.patience:g} s"
