"""PKCS #11 (Cryptoki 2.x) through ctypes: the structures and the calls, without policy."""

import ctypes
import hashlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from portal.signer.protocol import ProtocolError

Ulong = ctypes.c_ulong
_PACKING = 1 if sys.platform == "win32" else 8  # the standard packs structures to one byte on Windows only

OK, BUFFER_TOO_SMALL = 0x00, 0x150
PIN_INCORRECT, PIN_LOCKED, MECHANISM_INVALID = 0xA0, 0xA4, 0x70
ALREADY_LOGGED_IN, NOT_LOGGED_IN, ALREADY_INITIALIZED = 0x100, 0x101, 0x191

CLASS, LABEL, VALUE, KEY_ID = 0x00, 0x03, 0x11, 0x102
CERTIFICATE_OBJECT, PRIVATE_KEY_OBJECT = 1, 3
SHA256_RSA_PKCS, RSA_PKCS = 0x40, 0x01
RW_SERIAL_SESSION, SERIAL_SESSION, USER = 6, 4, 1
FLAG_PIN_LOW, FLAG_PIN_FINAL_TRY, FLAG_PIN_LOCKED = 0x10000, 0x20000, 0x40000

_SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")

# the beginning of CK_FUNCTION_LIST, in the order the standard fixes
_NAMES = """
    Initialize Finalize GetInfo GetFunctionList GetSlotList GetSlotInfo GetTokenInfo GetMechanismList
    GetMechanismInfo InitToken InitPIN SetPIN OpenSession CloseSession CloseAllSessions GetSessionInfo
    GetOperationState SetOperationState Login Logout CreateObject CopyObject DestroyObject GetObjectSize
    GetAttributeValue SetAttributeValue FindObjectsInit FindObjects FindObjectsFinal EncryptInit Encrypt
    EncryptUpdate EncryptFinal DecryptInit Decrypt DecryptUpdate DecryptFinal DigestInit Digest DigestUpdate
    DigestKey DigestFinal SignInit Sign
"""
_FUNCTIONS = _NAMES.split()


class _Version(ctypes.Structure):
    _fields_ = [("major", ctypes.c_ubyte), ("minor", ctypes.c_ubyte)]


class _FunctionList(ctypes.Structure):
    _pack_ = _PACKING
    _fields_ = [("version", _Version), *((name, ctypes.c_void_p) for name in _FUNCTIONS)]


class Attribute(ctypes.Structure):
    """CK_ATTRIBUTE."""

    _pack_ = _PACKING
    _fields_ = [("type", Ulong), ("value", ctypes.c_void_p), ("size", Ulong)]


class _Mechanism(ctypes.Structure):
    _pack_ = _PACKING
    _fields_ = [("mechanism", Ulong), ("parameter", ctypes.c_void_p), ("size", Ulong)]


class _TokenInfo(ctypes.Structure):
    """CK_TOKEN_INFO; ``rest`` is more than any platform needs for what follows the flags."""

    _pack_ = _PACKING
    _fields_ = [
        ("label", ctypes.c_char * 32),
        ("maker", ctypes.c_char * 32),
        ("model", ctypes.c_char * 16),
        ("serial", ctypes.c_char * 16),
        ("flags", Ulong),
        ("rest", ctypes.c_char * 256),
    ]


class CryptokiError(Exception):
    """A call returned something other than CKR_OK."""

    def __init__(self, function: str, code: int) -> None:
        super().__init__(f"C_{function} returned 0x{code:x}")
        self.code = code


def template(values: Mapping[int, bytes | int]) -> Any:
    """A CK_ATTRIBUTE array; the buffers live as long as the array does."""
    array = (Attribute * len(values))()
    buffers = []
    for place, (kind, value) in enumerate(values.items()):
        raw = value if isinstance(value, bytes) else bytes(Ulong(value))
        buffer = ctypes.create_string_buffer(raw, len(raw))
        buffers.append(buffer)
        array[place] = Attribute(kind, ctypes.cast(buffer, ctypes.c_void_p), len(raw))
    array._buffers = buffers  # type: ignore[attr-defined]
    return array


class Module:
    """A loaded library; one per path and process, because a second C_Initialize is an error."""

    def __init__(self, path: str) -> None:
        try:
            library = ctypes.CDLL(path)
            entry = library.C_GetFunctionList
        except (OSError, AttributeError) as cause:
            raise ProtocolError("no_token", str(cause)) from cause
        table = ctypes.POINTER(_FunctionList)()
        if code := entry(ctypes.byref(table)):
            raise CryptokiError("GetFunctionList", code)
        self._library = library  # keeps the functions in memory
        self._table = table.contents
        self._started = self.call("Initialize", None, allowed=(OK, ALREADY_INITIALIZED)) == OK

    def call(self, function: str, *arguments: Any, allowed: Sequence[int] = (OK,)) -> int:
        """Call C_<function>; arrays and structures are passed by address."""
        passed = [_pass(argument) for argument in arguments]
        target = ctypes.CFUNCTYPE(Ulong, *(type(value) for value in passed))(getattr(self._table, function))
        code = int(target(*passed))
        if code not in allowed:
            raise CryptokiError(function, code)
        return code

    def slots(self) -> list[int]:
        """Slots with a token in them."""
        count = Ulong()
        self.call("GetSlotList", ctypes.c_ubyte(1), None, address(count))
        found = (Ulong * max(count.value, 1))()
        self.call("GetSlotList", ctypes.c_ubyte(1), found, address(count))
        return list(found)[: count.value]

    def token(self, slot: int) -> tuple[str, int]:
        """Label and flags of the token in a slot."""
        info = _TokenInfo()
        self.call("GetTokenInfo", Ulong(slot), info)
        return info.label.decode("utf-8", "replace").strip(), int(info.flags)

    def open_session(self, slot: int, flags: int = SERIAL_SESSION) -> Ulong:
        """A session on the token in a slot."""
        session = Ulong()
        self.call("OpenSession", Ulong(slot), Ulong(flags), None, None, address(session))
        return session

    def login(self, session: Ulong, pin: str) -> None:
        """Hand over the PIN, once, and wipe our copy of it."""
        raw = pin.encode()
        buffer = ctypes.create_string_buffer(raw, len(raw))
        try:
            self.call("Login", session, Ulong(USER), buffer, Ulong(len(raw)), allowed=(OK, ALREADY_LOGGED_IN))
        finally:
            ctypes.memset(buffer, 0, len(raw))

    def find(self, session: Ulong, values: Mapping[int, bytes | int]) -> list[int]:
        """Handles of the objects that have all these attributes."""
        self.call("FindObjectsInit", session, template(values), Ulong(len(values)))
        try:
            handles, count = (Ulong * 64)(), Ulong()
            self.call("FindObjects", session, handles, Ulong(64), address(count))
            return list(handles)[: count.value]
        finally:
            self.call("FindObjectsFinal", session)

    def attribute(self, session: Ulong, handle: int, kind: int) -> bytes:
        """One attribute of an object."""
        asked = (Attribute * 1)(Attribute(kind, None, 0))
        self.call("GetAttributeValue", session, Ulong(handle), asked, Ulong(1))
        buffer = ctypes.create_string_buffer(max(asked[0].size, 1))
        asked[0].value = ctypes.cast(buffer, ctypes.c_void_p)
        self.call("GetAttributeValue", session, Ulong(handle), asked, Ulong(1))
        return buffer.raw[: asked[0].size]

    def sign(self, session: Ulong, key: int, data: bytes) -> bytes:
        """RSA PKCS #1 v1.5 with SHA-256; a token that cannot hash gets the digest made here."""
        try:
            return self._sign(session, key, SHA256_RSA_PKCS, data)
        except CryptokiError as refused:
            if refused.code != MECHANISM_INVALID:
                raise
        return self._sign(session, key, RSA_PKCS, _SHA256_DIGEST_INFO + hashlib.sha256(data).digest())

    def _sign(self, session: Ulong, key: int, mechanism: int, data: bytes) -> bytes:
        self.call("SignInit", session, _Mechanism(mechanism, None, 0), Ulong(key))
        signature, size = ctypes.create_string_buffer(1024), Ulong(1024)
        buffer = ctypes.create_string_buffer(data, len(data))
        self.call("Sign", session, buffer, Ulong(len(data)), signature, address(size))
        return signature.raw[: size.value]

    def close(self) -> None:
        """Finish with the library, if it was this object that started it."""
        if self._started:
            self._started = False
            self.call("Finalize", None)


def address(thing: Any) -> ctypes.c_void_p:
    """Where a variable lies, for a call that fills it."""
    return ctypes.cast(ctypes.pointer(thing), ctypes.c_void_p)


def _pass(argument: Any) -> Any:
    """Arrays and structures go by address, everything else as it is."""
    if argument is None:
        return ctypes.c_void_p()
    return address(argument) if isinstance(argument, ctypes.Array | ctypes.Structure) else argument
