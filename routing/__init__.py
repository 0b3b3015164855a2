"""Which courier goes where, when, in what order? The README of this folder has the whole answer on one page."""
