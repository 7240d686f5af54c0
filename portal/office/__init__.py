"""Records of the office and the verbs that change them."""
