"""The running program, the only place where all rooms meet."""
