"""Law and arithmetic: pure functions over values, standard library only."""
