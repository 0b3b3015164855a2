"""What is done apart from requests? Slow work: `table` names it, `runner` does it, `queue` hands it over.

Empty on purpose: a web process that hands work over must not load the solver with it.
"""
