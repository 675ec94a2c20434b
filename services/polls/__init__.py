"""Putting a matter to the households: composing, answering, running by the clock, reading the result."""
