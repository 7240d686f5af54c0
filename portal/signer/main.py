"""The signer's command line: pair, sign, key, install, check."""

import argparse
import errno
import getpass
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from portal.signer import build, client, config, consent, frame, install, job, keys, policies, self_check
from portal.signer.config import KeySource
from portal.signer.protocol import ROOT, SCHEME, VERSION, ProtocolError, clean_origin, read_launch_url
from portal.signer.sentences import DETAILS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every failure is a sentence and exit code 1, never a traceback."""
    frame.speak()
    given = _parser().parse_args(arguments)
    place = config.folder()
    try:
        return int(given.run(given, place))
    except ProtocolError as stop:
        _tell(stop, given)
        return 1
    except OSError as cause:
        _tell(ProtocolError("system", f"{cause.filename} {errno.errorcode.get(cause.errno or 0, '')}"), given)
        return 1
    except KeyboardInterrupt:
        return 130


def _tell(stop: ProtocolError, given: argparse.Namespace) -> None:
    """The sentence where the person looks, the cause on the error stream."""
    asker = consent.best() if given.run is _sign and not given.terminal else consent.Terminal()
    asker.tell(str(stop))
    if stop.detail:
        known = DETAILS.get(stop.detail)
        print(f"Chi tiết: {known}." if known else f"Chi tiết để báo quản trị: {stop.detail}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    name = build.NAME if Path(sys.executable).stem == build.NAME else "portal signer"
    parser = frame.Parser(name, description="Ký số trên máy của người ký.")
    parser.add_argument("--version", action="version", version=f"{build.NAME} {VERSION}", help="hiện số của bản này")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    pair = commands.add_parser("pair", help="ghép máy này với cổng bằng mã trên trang cá nhân")
    pair.add_argument("origin", metavar="ĐỊA_CHỈ_CỔNG")
    pair.add_argument("code", metavar="MÃ")
    pair.add_argument("--root", default="", metavar="DẤU_VÂN_TAY", help="SHA-256 của chứng thư gốc ghi ở trang Máy ký")
    pair.set_defaults(run=_pair)
    sign = commands.add_parser("sign", help=f"ký theo địa chỉ {SCHEME}: do trình duyệt đưa, hoặc mã gõ tay")
    sign.add_argument("ticket", metavar="PHIẾU_KÝ", nargs="?", default="", help="không ghi thì chương trình hỏi mã")
    sign.add_argument("--portal", default="", metavar="ĐỊA_CHỈ_CỔNG", help="khi máy ghép với nhiều cổng")
    sign.add_argument("--terminal", action="store_true", help="hỏi trên dòng lệnh, không mở cửa sổ")
    sign.set_defaults(run=_sign)
    key = commands.add_parser("key", help="thêm nơi tìm khóa: tệp .p12 hoặc thư viện PKCS#11 của token")
    key.add_argument("kind", choices=["p12", "pkcs11"], help="p12: tệp khóa; pkcs11: thư viện của token")
    key.add_argument("path", type=Path, metavar="TỆP")
    key.set_defaults(run=_key)
    present = commands.add_parser("present", help="gửi chứng thư trên máy này cho quản trị duyệt")
    present.add_argument("origin", metavar="ĐỊA_CHỈ_CỔNG")
    present.set_defaults(run=_present)
    commands.add_parser("install", help="đăng ký để trình duyệt gọi được").set_defaults(run=_install)
    check = commands.add_parser("check", help="kiểm tra máy này: cổng, thiết bị, chứng thư, điều còn thiếu")
    check.set_defaults(run=_check)
    make = commands.add_parser("build", help="đóng gói chương trình ký thành một tệp cho máy không có Python")
    make.add_argument("folder", type=Path, metavar="THƯ_MỤC")
    make.set_defaults(run=_build)
    return parser


def _pair(given: argparse.Namespace, place: Path) -> int:
    portal = client.pair(given.origin, given.code, platform.node(), given.root)
    config.save(config.load(place).with_portal(portal), place)
    print(f"Đã ghép máy này với {portal.origin}.")
    return 0


def _sign(given: argparse.Namespace, place: Path) -> int:
    asker = consent.Terminal() if given.terminal else consent.best()
    if given.ticket.startswith(f"{SCHEME}:") and (launch := read_launch_url(given.ticket)).action == "check":
        settings = config.load(place)
        findings = self_check.ask(settings.portal(launch.origin), settings, launch.ticket)
        asker.tell("\n".join(["Kiểm tra máy ký. Kết quả cũng hiện trên cổng.", *self_check.lines(findings)]))
        return 0 if self_check.is_good(findings) else 1
    report = job.run(given.ticket or asker.ticket(), config.load(place), asker, given.portal)
    asker.tell(report.text)
    return 1 if report.failed else 0


def _key(given: argparse.Namespace, place: Path) -> int:
    if given.kind == "p12":
        source = keys.p12_source(given.path, _secret("Mật khẩu của tệp: "))
    else:
        source = KeySource("pkcs11", given.path.resolve())
        keys.open_backend(source).close()  # says now rather than at the first signature that it does not load
    config.save(config.load(place).with_key(source), place)
    print(f"Đã thêm {source.path}.")
    return 0


def _present(given: argparse.Namespace, place: Path) -> int:
    settings = config.load(place)
    portal = settings.portal(clean_origin(given.origin))
    with keys.opened(keys.sources(settings)) as backends:
        held = keys.held(backends)
    if not held:
        raise ProtocolError("no_token")
    for certificate in held:
        portal.call("POST", f"{ROOT}/certificates", {"cert": job.text(certificate.der)})
        print(f"Đã gửi: {consent.describe(certificate)}")
    print("Quản trị cần duyệt chứng thư trên cổng trước khi ký.")
    return 0


def _install(given: argparse.Namespace, place: Path) -> int:
    print(install.install(Path.home()))
    for origin in config.load(place).portals:
        print("Để trình duyệt không hỏi lại mỗi lần ký, quản trị máy đặt chính sách cho Chrome và Edge:")
        print(policies.chrome(origin).decode(), end="")
    return 0


def _build(given: argparse.Namespace, place: Path) -> int:
    print("Đang đóng gói, mất vài phút …", flush=True)
    print(build.build(given.folder).text)
    return 0


def _check(given: argparse.Namespace, place: Path) -> int:
    settings = config.load(place)
    _list_keys(settings)
    if not settings.portals:
        print("Chưa ghép với cổng nào. Lấy mã trên trang cá nhân rồi dùng lệnh “pair”.")
    good = [_asked(portal, settings) for portal in settings.portals.values()]
    return 0 if good and all(good) else 1


def _list_keys(settings: config.Config) -> None:
    """Where keys were looked for, and the certificates found."""
    with keys.opened(keys.sources(settings)) as backends:
        for backend in backends:
            print(f"Nơi có khóa: {backend.name}")
        held = keys.held(backends)
        for certificate in held:
            print(f"Chứng thư: {consent.describe(certificate)}")
    if not held:
        print("Không thấy chứng thư nào. Cắm USB token, hoặc thêm bằng lệnh “key”.")


def _asked(portal: client.Portal, settings: config.Config) -> bool:
    """What the portal says of this PC, part by part; or why it could not be asked."""
    print(f"Cổng: {portal.origin}")
    try:
        findings = self_check.ask(portal, settings)
    except ProtocolError as stop:
        print(f"  [CHƯA ĐẠT] {stop}")
        return False
    for line in self_check.lines(findings):
        print(f"  {line}")
    return self_check.is_good(findings)


def _secret(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
