"""``portal build``: makes the files that are asked for, with their bill and their hashes."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from portal.packing.bill import bill, sums
from portal.packing.bundles import folder, one_file
from portal.packing.wheelhouse import wheelhouse
from portal.packing.workshop import CannotPack, Workshop, workshop
from portal.signer import build as signer
from portal.signer.protocol import ProtocolError


def sign(shop: Workshop, target: Path) -> Path:
    """The program of who signs, as one file."""
    try:
        return signer.build(target).file
    except ProtocolError as stop:
        raise CannotPack(f"Không đóng gói được chương trình ký ({stop.detail or stop}).") from stop


FILES: dict[str, Callable[[Workshop, Path], Path]] = {
    "mot-tep": one_file, "thu-muc": folder, "ky-so": sign, "windows": wheelhouse, "thanh-phan": bill,
}


def make(target: Path, wanted: Sequence[str] = ()) -> Iterator[Path]:
    """Make the files one after another, each told when it stands, the list of hashes last.

    Raises CannotPack when a step fails; what was made until then stays.
    """
    target = target.resolve()
    target.mkdir(parents=True, exist_ok=True)
    made = []
    with workshop() as shop:
        for name in wanted or FILES:
            made.append(FILES[name](shop, target))
            yield made[-1]
    yield sums(made, target)
