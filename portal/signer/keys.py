"""Opens the key stores named in the settings and lists what can sign."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.signer.backends import Backend, HeldCertificate
from portal.signer.config import Config, KeySource
from portal.signer.protocol import ProtocolError, digest

WINDOWS_STORE = Path("Kho chứng thư Windows")  # stands where the others have a file


def sources(config: Config) -> list[KeySource]:
    """Those of the settings, then the makers' libraries found on this machine, on Windows then its own store."""
    from portal.signer.backends.pkcs11 import known_libraries

    chosen = {key.path for key in config.keys}
    found = [KeySource("pkcs11", path) for path in known_libraries() if path not in chosen]
    windows = [KeySource("windows", WINDOWS_STORE)] if sys.platform == "win32" else []
    return [*config.keys, *found, *windows]


def open_backend(source: KeySource) -> Backend:
    """The backend for one place; each kind is a module in ``backends``, loaded when it is used."""
    if source.kind == "pkcs11":
        from portal.signer.backends.pkcs11 import Pkcs11Backend

        return Pkcs11Backend(source.path)
    if source.kind == "p12":
        from portal.signer.backends.p12 import P12Backend

        return P12Backend(source.path, source.certificate)
    if source.kind == "windows":
        from portal.signer.backends.windows_store import WindowsBackend

        return WindowsBackend()
    raise ProtocolError("no_token", f"no backend {source.kind}")


def libraries(config: Config) -> dict[Path, bool]:
    """Every PKCS #11 library named or known on this machine, and whether it loads."""
    return {source.path: loads(source) for source in sources(config) if source.kind == "pkcs11"}


def loads(source: KeySource) -> bool:
    """Whether one place opens; a file with a key needs its password for that, so it has only to be there."""
    if source.kind == "p12":
        return source.path.is_file()
    try:
        open_backend(source).close()
    except ProtocolError:
        return False
    return True


@contextmanager
def opened(places: Iterable[KeySource]) -> Iterator[list[Backend]]:
    """All key stores that open; closed again at the end, whatever happens."""
    backends: list[Backend] = []
    try:
        for source in places:
            try:
                backends.append(open_backend(source))
            except ProtocolError:
                continue  # one library that does not load must not hide the others
        yield backends
    finally:
        for backend in backends:
            backend.close()


def held(backends: Iterable[Backend]) -> list[HeldCertificate]:
    """Every certificate in every store; a store that fails is passed over."""
    found: list[HeldCertificate] = []
    for backend in backends:
        try:
            found += backend.certificates()
        except ProtocolError:
            continue
    return found


def matching(certificates: Iterable[HeldCertificate], allowed: Iterable[str]) -> list[HeldCertificate]:
    """Those the portal has bound to the person, each once, by SHA-256, from the first store that holds it."""
    wanted, found = set(allowed), dict[bytes, HeldCertificate]()
    for entry in certificates:
        if digest(entry.der) in wanted:
            found.setdefault(entry.der, entry)
    return list(found.values())


def p12_source(path: Path, password: str) -> KeySource:
    """A file to be remembered, with the certificate read from it now."""
    from portal.signer.backends.p12 import open_p12

    _, certificate = open_p12(path, password)
    return KeySource("p12", path.resolve(), certificate)
