"""The Bot API methods that the sandbox speaks; every other name is answered with 404."""

from sandbox.methods import callbacks, chats, commands, editing, ephemeral, files, receiving, sending
from sandbox.methods.registry import METHODS

__all__ = ["METHODS", "callbacks", "chats", "commands", "editing", "ephemeral", "files", "receiving", "sending"]
