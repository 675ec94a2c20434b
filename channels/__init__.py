"""How a message leaves: Telegram in bulk, and later Zalo."""
