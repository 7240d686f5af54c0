"""Where in the body of a letter its table stands: a paragraph that is nothing else."""

PLACE = "[bảng]"
