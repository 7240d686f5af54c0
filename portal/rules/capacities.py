"""In which capacity someone signs, by the position held (Decree 30/2020/NĐ-CP Art. 13)."""

from portal.rules.folding import fold, nfc


def usual(position: str) -> tuple[str, str]:
    """The two lines over the signature that the position usually gives; the drafter may write others.

    The head signs for the committee (TM.), a deputy for the head (KT.), anyone else by the head's order (TL.).
    """
    title = nfc(position).upper()
    bare = fold(title)
    if not title:
        return "", ""
    if bare.startswith("pho "):
        return f"KT. {nfc(position)[4:].upper()}", title
    if bare == "quyen chu tich":
        return "TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"
    return ("TM. ỦY BAN NHÂN DÂN" if bare == "chu tich" else "TL. CHỦ TỊCH"), title
