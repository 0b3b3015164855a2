"""What do we print? Values in, PDF bytes out; no database, no clock."""
