"""The running program: settings, wiring, intake, sender, clock, command line."""
