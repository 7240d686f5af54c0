"""A small ext4 disk of its own whose power can be cut: what was not flushed is gone (ioctl EXT4_IOC_SHUTDOWN).

The disk is a file on a loop device, mounted where only this process and its children see it, so that nothing stays
mounted when they are killed.
"""

import ctypes
import os
import struct
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from portal.bench.kills.rounds import Power

SIZE = 512 << 20
SHUTDOWN, WITHOUT_FLUSH = 0x8004587D, 2  # _IOR('X', 125, __u32), EXT4_GOING_FLAGS_NOLOGFLUSH
CLONE_NEWNS = 0x20000
OF_THE_DISK = (
    "disk I/O error",
    "Input/output error",
    "Read-only file system",
    "unable to open database file",
    "database disk image is malformed",  # what was copied a moment ago never came to stand anywhere
)
LOOPS = 16


class NoDisk(ValueError):
    """This machine gives us no disk of our own, as a sentence with what it said."""

    def __init__(self, said: str) -> None:
        super().__init__(f"Máy này không cho một ổ đĩa riêng để cắt điện ({said}).")


class Disk(Power):
    """The disk, mounted at ``folder``.

    What a process says after the cut is heard by nobody, as in life: a flush that was under way when the file system
    was shut down may report success all the same, which no real disk without power does.
    """

    ends_speech = True

    def __init__(self, image: Path, folder: Path) -> None:
        self.image, self.folder = image, folder

    def make(self) -> None:
        """A new file system; blocks of 4 KB, as real disks have."""
        with self.image.open("wb") as file:
            file.truncate(SIZE)
        run("mkfs.ext4", "-q", "-F", "-b", "4096", str(self.image))
        self.folder.mkdir(exist_ok=True)
        self.mount()

    def mount(self) -> None:
        """As the machine does when it starts: the journal is played back."""
        run("mount", "-o", "loop", str(self.image), str(self.folder))

    def settle(self) -> None:
        run("sync", "-f", str(self.folder))

    def cut(self) -> None:
        """Nothing reaches the disk any more, nor what still stands in memory."""
        import fcntl

        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", WITHOUT_FLUSH))
        finally:
            os.close(handle)

    def back(self) -> None:
        """Off and on again."""
        self.away()
        self.mount()

    def away(self) -> None:
        """Off."""
        for _ in range(50):  # a process that was just killed may still hold a file for a moment
            with suppress(NoDisk):
                run("umount", str(self.folder))
                return
            time.sleep(0.1)
        run("umount", str(self.folder))

    def explains(self, failure: str) -> bool:
        return any(words in failure for words in OF_THE_DISK)


def apart() -> None:
    """What is mounted from now on is seen by this process and its children only.

    Behind ``chroot`` the root is no mount of its own whose sharing could be ended: there it is as the host has it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        raise NoDisk(f"unshare: {os.strerror(ctypes.get_errno())}")
    with suppress(NoDisk):
        run("mount", "--make-rprivate", "/")


def provide_loops() -> None:
    """The nodes of loop devices, where the kernel has them and ``/dev`` does not show them."""
    if not any(line.split()[-1] == "loop" for line in Path("/proc/devices").read_text().splitlines() if line):
        raise NoDisk("/proc/devices: no loop")
    make_node("/dev/loop-control", 0o020600, os.makedev(10, 237))
    for n in range(LOOPS):
        make_node(f"/dev/loop{n}", 0o060600, os.makedev(7, n))


def make_node(path: str, mode: int, device: int) -> None:
    """A device node, if it is not there."""
    try:
        os.mknod(path, mode, device)
    except FileExistsError:
        return
    except PermissionError as cause:
        raise NoDisk(f"mknod {path}: {cause.strerror}") from cause


def run(*command: str) -> None:
    """A program of the system that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NoDisk(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
