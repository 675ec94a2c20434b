"""What happens to a group chat: the bot added, removed or made administrator, members, the upgrade to supergroup."""

from typing import Any

from sandbox import wire
from sandbox.core import Core
from sandbox.errors import NotPossible
from sandbox.world import Chat, User


class Group:
    """One group chat in the hands of its administrators."""

    def __init__(self, core: Core, chat: Chat) -> None:
        if chat.private:
            raise NotPossible(f"{chat.title} không phải là nhóm")
        self.core = core
        self.chat = chat

    @property
    def id(self) -> int:
        """The chat id, which changes by `migrates`."""
        return self.chat.id

    def _actor(self, by: int | None) -> User:
        if by is None and not self.chat.members:
            raise NotPossible(f"{self.chat.title} không có ai")
        return self.core.world.users[by if by is not None else (self.chat.admins or self.chat.members)[0]]

    def _service(self, actor: User, **extra: Any) -> None:
        message = self.core.world.post(self.chat, actor, self.core.clock.now(), kind="service", extra=extra)
        self.core.tell(message)

    def _bot_becomes(self, status: str, by: int | None) -> User:
        actor = self._actor(by)
        old, self.chat.bot_status = self.chat.bot_status, status
        self.core.tell_member(self.chat, actor, self.core.world.bot, old, status)
        return actor

    def adds_bot(self, by: int | None = None, *, as_admin: bool = False) -> None:
        """The bot is a member, or an administrator, and was told."""
        if self.chat.bot_status in ("member", "administrator"):
            raise NotPossible(f"trợ lý đã ở trong {self.chat.title}")
        actor = self._bot_becomes("administrator" if as_admin else "member", by)
        self._service(actor, new_chat_members=[wire.user(self.core.world.bot)])

    def removes_bot(self, by: int | None = None) -> None:
        """The bot was kicked and was told so; it sees nothing of the group after that."""
        if self.chat.bot_status not in ("member", "administrator"):
            raise NotPossible(f"trợ lý không ở trong {self.chat.title}")
        actor = self._bot_becomes("kicked", by)
        self._service(actor, left_chat_member=wire.user(self.core.world.bot))

    def promotes_bot(self, by: int | None = None) -> None:
        """The bot is an administrator and sees every message from now on."""
        self._bot_becomes("administrator", by)

    def demotes_bot(self, by: int | None = None) -> None:
        """The bot is an ordinary member and privacy mode holds again."""
        self._bot_becomes("member", by)

    def gains(self, user_id: int) -> None:
        """The person joined."""
        person = self.core.world.users[user_id]
        if user_id in self.chat.members:
            raise NotPossible(f"{person.name} đã ở trong {self.chat.title}")
        self.chat.members.append(user_id)
        self.core.tell_member(self.chat, person, person, "left", "member")
        self._service(person, new_chat_members=[wire.user(person)])

    def loses(self, user_id: int) -> None:
        """The person left."""
        person = self.core.world.users[user_id]
        if user_id not in self.chat.members:
            raise NotPossible(f"{person.name} không ở trong {self.chat.title}")
        old = wire.status_of(self.chat, person)
        self.chat.members.remove(user_id)
        if user_id in self.chat.admins:
            self.chat.admins.remove(user_id)
        self.core.tell_member(self.chat, person, person, old, "left")
        self._service(person, left_chat_member=wire.user(person))

    def migrates(self) -> int:
        """The basic group is a supergroup with the new id returned; the old id answers with migrate_to_chat_id."""
        old, world = self.chat, self.core.world
        if old.type != "group" or old.migrated_to is not None:
            raise NotPossible(f"{old.title} đã là nhóm lớn: chỉ nâng cấp được nhóm thường (mã không bắt đầu bằng -100)")
        new_id = int(f"-100{abs(old.id):010d}")
        row = {"id": new_id, "title": old.title, "members": old.members, "admins": old.admins}
        new = world.add_group(row)
        new.anonymous = set(old.anonymous)
        new.bot_status = old.bot_status
        actor = self._actor(None)
        self._service(actor, migrate_to_chat_id=new_id)
        old.migrated_to = new_id
        self.chat = new
        self._service(actor, migrate_from_chat_id=old.id)
        return new_id
