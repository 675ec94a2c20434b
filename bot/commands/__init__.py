"""Commands for whoever runs the program; each module registers its own."""
