"""What the Bot API answers when it refuses, and what people cannot do."""

from typing import Any


class ApiError(Exception):
    """A refusal as the Bot API words it: HTTP code, description, optional parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON object that a client receives."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(words: str) -> ApiError:
    """400 with the usual prefix."""
    return ApiError(400, f"Bad Request: {words}")


def forbidden(words: str) -> ApiError:
    """403 with the usual prefix."""
    return ApiError(403, f"Forbidden: {words}")


class NotPossible(Exception):  # noqa: N818
    """A person tried something that Telegram's apps would not offer."""
