"""What is decided: pure types and functions, free of input, output and the clock."""
