"""An archive of a release: its hash is the one written beside it, and nothing of it lands outside its folder."""

import hashlib
import shutil
import tarfile
from pathlib import Path, PurePosixPath

from portal.installing.plan import Stopped

TOP = "portal"  # the folder every archive of the build holds
SUMS = "SHA256SUMS"
MOST_FILES, MOST_BYTES = 50_000, 2 << 30


def unpack(file: Path, target: Path) -> None:
    """Write the archive's program into a new folder; raises Stopped and leaves nothing when it is not to be trusted."""
    require_hash(file)
    try:
        with tarfile.open(file) as packed:
            members = [member for member in packed.getmembers() if member.name != TOP]
            require_decent(members, file)
            target.mkdir()
            for member in (m for m in members if m.isfile()):
                write(packed, member, target / inside(member.name))
            for member in (m for m in members if m.issym()):  # last, so that nothing is written through one
                link(member, target)
    except (tarfile.TarError, EOFError, OSError) as cause:
        if isinstance(cause, OSError) and cause.errno is not None:
            raise
        raise Stopped("damaged_archive", file=file) from cause


def require_hash(file: Path) -> None:
    """The list of hashes beside the archive names it, and rightly."""
    sums = file.with_name(SUMS)
    if not sums.is_file():
        raise Stopped("no_sums", file=file, sums=SUMS)
    pairs = [line.partition("  ") for line in sums.read_text("utf-8").splitlines()]
    listed = {name: sha256 for sha256, _, name in pairs}
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if file.name not in listed:
        raise Stopped("no_sums", file=file, sums=SUMS)
    if listed[file.name] != found:
        raise Stopped("wrong_hash", file=file)


def require_decent(members: list[tarfile.TarInfo], file: Path) -> None:
    """Files, folders and links that stay within, not too many, not too much."""
    if len(members) > MOST_FILES or sum(m.size for m in members) > MOST_BYTES:
        raise Stopped("archive_too_large", file=file)
    links = {inside(m.name) for m in members if m.issym()}
    for member in members:
        place = inside(member.name)
        if not (member.isfile() or member.isdir() or member.issym()) or links & set(place.parents):
            raise Stopped("strange_archive", file=file, member=member.name)


def inside(name: str) -> PurePosixPath:
    """A member's place below the folder of the program."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[:1] != (TOP,) or len(path.parts) < 2:
        raise Stopped("strange_archive", file=name, member=name)
    return PurePosixPath(*path.parts[1:])


def write(packed: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """One file; of its mode only whether it can be run."""
    place.parent.mkdir(parents=True, exist_ok=True)
    source = packed.extractfile(member)
    if source is None:
        raise Stopped("damaged_archive", file=member.name)
    with source, place.open("xb") as made:
        shutil.copyfileobj(source, made)
    place.chmod(0o755 if member.mode & 0o100 else 0o644)


def link(member: tarfile.TarInfo, target: Path) -> None:
    """One link, to something inside that is there."""
    place = target / inside(member.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(member.linkname)
    if not place.resolve().is_relative_to(target.resolve()):
        raise Stopped("strange_archive", file=member.name, member=member.name)
