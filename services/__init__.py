"""What can be done: one function is one transaction; permissions are checked here, once."""
