"""Ways a document travels between offices: what fetches, what sends."""
