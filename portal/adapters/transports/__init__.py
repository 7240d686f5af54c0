"""Ways a document travels between offices: each module has ``fetch()`` and ``send(parcel)``."""
