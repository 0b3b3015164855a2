"""What does `python -m server.cli` run? The same as `waybill`."""

from server.cli.main import main

main()
