"""What to do about a package that only measurements need."""


def missing(package: str) -> str:
    """The package, and how to install it beside the sources."""
    return f"Phép đo này cần gói “{package}”, cổng thì không. Cài trong thư mục mã nguồn: pip install “.[bench]”."
