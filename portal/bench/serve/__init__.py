"""``portal bench serve``: the register page beside a bare page and Django's admin, on the same rows, in one run."""
