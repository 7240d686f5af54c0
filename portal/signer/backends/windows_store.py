"""Keys behind the certificate store of Windows, through CNG; the maker's own window asks for the PIN.

Written from Microsoft's documentation and tried with stand-ins of the two libraries only, never on Windows.
"""

import ctypes
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from portal.signer.backends import HeldCertificate, PinState
from portal.signer.protocol import ProtocolError

Dword, Handle, Pointer = ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p

KEY_PROV_INFO = 2  # CERT_KEY_PROV_INFO_PROP_ID: only certificates with a private key have it
ONLY_NCRYPT = 0x40000  # CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG
PAD_PKCS1 = 2  # BCRYPT_PAD_PKCS1
MOST_CERTIFICATES = 256
LARGEST_SIGNATURE = 1024

CODES = {
    0x8010006B: "pin_incorrect", 0x8010006C: "pin_locked",  # SCARD_W_WRONG_CHV, SCARD_W_CHV_BLOCKED
    0x8010006E: "user_cancelled", 0x80090036: "user_cancelled",  # SCARD_W_CANCELLED_BY_USER, NTE_USER_CANCELLED
}


class CertContext(ctypes.Structure):
    """CERT_CONTEXT, with the packing of the platform."""

    _fields_ = [
        ("encoding", Dword), ("encoded", ctypes.POINTER(ctypes.c_ubyte)), ("size", Dword), ("info", Pointer),
        ("store", Handle),
    ]


class PaddingInfo(ctypes.Structure):
    """BCRYPT_PKCS1_PADDING_INFO: which hash was made."""

    _fields_ = [("algorithm", ctypes.c_wchar_p)]


Context = ctypes.POINTER(CertContext)
# what each function gives back and takes
CRYPT32: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
    "CertOpenSystemStoreW": (Handle, (Pointer, ctypes.c_wchar_p)),
    "CertEnumCertificatesInStore": (Context, (Handle, Context)),
    "CertFreeCertificateContext": (ctypes.c_int, (Context,)),
    "CertGetCertificateContextProperty": (ctypes.c_int, (Context, Dword, Pointer, ctypes.POINTER(Dword))),
    "CertCloseStore": (ctypes.c_int, (Handle, Dword)),
    "CryptAcquireCertificatePrivateKey": (
        ctypes.c_int,
        (Context, Dword, Pointer, ctypes.POINTER(Handle), ctypes.POINTER(Dword), ctypes.POINTER(ctypes.c_int)),
    ),
}
NCRYPT: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
    "NCryptSignHash": (
        Dword,
        (Handle, ctypes.POINTER(PaddingInfo), Pointer, Dword, Pointer, Dword, ctypes.POINTER(Dword), Dword),
    ),
    "NCryptFreeObject": (Dword, (Handle,)),
}


class WindowsBackend:
    """The store "MY" of the person signed in at the PC."""

    name = "Kho chứng thư Windows"
    asks_itself = True

    def __init__(self, crypt32: Any = None, ncrypt: Any = None) -> None:
        self._crypt32 = crypt32 or loaded("crypt32", CRYPT32)
        self._ncrypt = ncrypt or loaded("ncrypt", NCRYPT)
        self._key: Any = None
        self._is_ours = False

    def certificates(self) -> list[HeldCertificate]:
        """Certificates with a private key; none of this asks anybody."""
        return [HeldCertificate(self, der, "Windows") for der, _ in self._held()]

    def pin_state(self, certificate: HeldCertificate) -> PinState:
        """The store does not tell; the maker's window does."""
        return "good"

    def login(self, certificate: HeldCertificate, pin: str) -> None:
        """Find the key; the window that asks for the PIN comes with the first signature."""
        for der, context in self._held():
            if der == certificate.der:
                self._acquire(context)
                return
        raise ProtocolError("no_matching_certificate", "no private key with the certificate's id")

    def sign(self, certificate: HeldCertificate, data: bytes) -> bytes:
        """RSA PKCS #1 v1.5 over the SHA-256, once: a refusal is never tried again."""
        if self._key is None:
            raise ProtocolError("token_error", "not logged in")
        digest = hashlib.sha256(data).digest()
        given, signature, size = ctypes.create_string_buffer(digest, len(digest)), buffer(), Dword()
        padding = PaddingInfo("SHA256")
        status = int(self._ncrypt.NCryptSignHash(
            self._key, ctypes.byref(padding), ctypes.cast(given, Pointer), len(digest),
            ctypes.cast(signature, Pointer), LARGEST_SIGNATURE, ctypes.byref(size), PAD_PKCS1,
        ))
        if status:
            raise ProtocolError(CODES.get(status, "token_error"), f"NCryptSignHash 0x{status:08x}")
        return signature.raw[: size.value]

    def close(self) -> None:
        """Let go of the key."""
        key, self._key = self._key, None
        if key is not None and self._is_ours:
            self._ncrypt.NCryptFreeObject(key)

    def _held(self) -> Iterator[tuple[bytes, Any]]:
        """Each certificate with a private key, and its context while it is looked at."""
        store = self._crypt32.CertOpenSystemStoreW(None, "MY")
        if not store:
            raise ProtocolError("no_token", "CertOpenSystemStore")
        context = None
        try:
            for _ in range(MOST_CERTIFICATES):
                # the call lets go of the context it is given and hands out the next one
                context = self._crypt32.CertEnumCertificatesInStore(store, context)
                if not context:
                    return
                if self._crypt32.CertGetCertificateContextProperty(
                    context, KEY_PROV_INFO, None, ctypes.byref(Dword())
                ):
                    yield ctypes.string_at(context.contents.encoded, context.contents.size), context
        finally:
            if context:
                self._crypt32.CertFreeCertificateContext(context)
            self._crypt32.CertCloseStore(store, 0)

    def _acquire(self, context: Any) -> None:
        """The handle of the private key; the older kind of provider (CSP) is not served."""
        key, spec, ours = Handle(), Dword(), ctypes.c_int()
        if not self._crypt32.CryptAcquireCertificatePrivateKey(
            context, ONLY_NCRYPT, None, ctypes.byref(key), ctypes.byref(spec), ctypes.byref(ours)
        ):
            raise ProtocolError("token_error", "CryptAcquireCertificatePrivateKey")
        self._key, self._is_ours = key, bool(ours.value)


def buffer() -> Any:
    """Room for a signature."""
    return ctypes.create_string_buffer(LARGEST_SIGNATURE)


def loaded(name: str, functions: Mapping[str, tuple[Any, tuple[Any, ...]]]) -> Any:
    """A library of Windows with its functions declared."""
    load = getattr(ctypes, "WinDLL", None)  # exists on Windows only
    if load is None:
        raise ProtocolError("no_token", "not Windows")
    library = load(name)
    for function, (result, arguments) in functions.items():
        entry = getattr(library, function)
        entry.restype, entry.argtypes = result, arguments
    return library
