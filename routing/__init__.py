"""Which courier goes where, when, in what order? README.md beside this file has it on one page."""
