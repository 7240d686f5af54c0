"""The separate program on the signer's PC; it imports nothing of the portal."""
