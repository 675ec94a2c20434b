"""How it is said: the words, buttons, pictures and documents of every message."""
