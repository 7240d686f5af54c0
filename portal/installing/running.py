"""Starting and stopping what was installed, by systemd or, where none runs, by hand; and waiting until it answers."""

import http.client
import ssl
import subprocess
import time
from contextlib import suppress
from typing import Protocol

from portal.installing import machine
from portal.installing.machine import Account
from portal.installing.plan import Plan, Stopped

BETWEEN = 0.2
FAULT = 500


class Running(Protocol):
    """How a service is stopped and started."""

    def stop(self) -> None:
        """It does not run any more."""

    def start(self) -> None:
        """It was started; whether it answers is another question."""

    def has_ended(self) -> bool:
        """Whether it is down again."""


class BySystemd:
    """The unit."""

    def __init__(self, name: str) -> None:
        self.name = name

    def stop(self) -> None:
        machine.run("systemctl", "stop", self.name)

    def start(self) -> None:
        machine.run("systemctl", "start", self.name)  # comes back when the portal listens (Type=notify)

    def has_ended(self) -> bool:
        return not machine.is_active(self.name)


class ByHand:
    """A process of ours while the upgrade looks at it: who has no systemd starts the portal himself."""

    def __init__(self, plan: Plan, whose: Account, words: list[str]) -> None:
        self.plan, self.whose, self.words = plan, whose, words
        self.process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)
        self.process.kill()
        self.process.wait()
        self.process = None

    def start(self) -> None:
        self.stop()
        self.process = subprocess.Popen(
            [*self.words, "serve", "--port", str(self.plan.port)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd="/", env=machine.environment(self.plan), **machine.becoming(self.whose),
        )

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


def wait_until_it_answers(service: Running, host: str, port: int, seconds: float) -> None:
    """Come back once a page was answered; raises Stopped when it ends before or takes too long."""
    deadline = time.monotonic() + seconds
    while not answers(host, port):
        if service.has_ended() or time.monotonic() > deadline:
            raise Stopped("does_not_answer", port=port, seconds=int(seconds))
        time.sleep(BETWEEN)


def answers(host: str, port: int) -> bool:
    """Whether somebody there speaks HTTP, plain or under TLS, and has no fault to tell."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    unproved = ssl.create_default_context()  # whether it is alive is asked, not who it is
    unproved.check_hostname, unproved.verify_mode = False, ssl.CERT_NONE
    plain = http.client.HTTPConnection(address, port, timeout=5)
    covered = http.client.HTTPSConnection(address, port, timeout=5, context=unproved)
    return any(answers_on(line) for line in (plain, covered))


def answers_on(line: http.client.HTTPConnection) -> bool:
    """One question on one connection."""
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status < FAULT
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
