"""Who people are: actors, the roll, confirmation, offices, chats, consent."""
