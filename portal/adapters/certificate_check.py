"""What a certificate is worth today, before anything is signed with it; runs in the sandbox child."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from asn1crypto import x509

from portal.adapters import pdf_verdicts
from portal.adapters.pdf_verdicts import Trust


def look(certificate: str, trust: Mapping[str, Any], now: str) -> dict[str, Any]:
    """``problem`` as the verdicts name it (empty: none), and whether revocation could be looked up."""
    moment = datetime.fromisoformat(now)
    own = x509.Certificate.load(base64.b64decode(certificate))
    found = pdf_verdicts.standing(own, (), Trust.read(trust), moment, moment)
    return {"problem": found.problem, "checked": found.is_checked}
