"""A stand-in for Telegram on loopback: the Bot API, the people and the group chats of one made-up world."""
