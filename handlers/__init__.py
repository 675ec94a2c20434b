"""The door for people: parse, call one service, show a card."""
