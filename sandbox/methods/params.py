"""Parameters of a call, however they came: query string, form, multipart or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.errors import bad_request

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file part of a multipart request."""

    name: str
    mime: str
    data: bytes


class Params:
    """Typed access. Text forms of numbers, booleans and JSON are accepted as the Bot API does."""

    def __init__(self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    def has(self, name: str) -> bool:
        """Whether the parameter was given and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name)
        return default if value is None else value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int | None = None) -> int | None:
        """An integer, or the default when absent; 400 when it is something else."""
        if not self.has(name):
            return default
        try:
            return int(self.values[name])
        except (TypeError, ValueError):
            raise bad_request(f"{name} must be an integer") from None

    def flag(self, name: str) -> bool:
        """A boolean; absent is false."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def decimal(self, name: str) -> float:
        """A number with a fraction; 400 when absent or something else."""
        try:
            return float(self.values.get(name, ""))
        except (TypeError, ValueError):
            raise bad_request(f"{name} must be a valid number") from None

    def json(self, name: str, kind: type | None = None) -> Any:
        """A JSON-serialized value, or None when absent; 400 when it does not parse or is of another kind."""
        if not self.has(name):
            return None
        value = self.values[name]
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except json.JSONDecodeError:
                raise bad_request(f"can't parse {name}: can't parse JSON object") from None
        if kind is not None and not isinstance(value, kind):
            expected = "Array" if kind is list else "Object"
            raise bad_request(f"can't parse {name}: expected an {expected}")
        return value

    def shown(self) -> Json:
        """The parameters for the list of calls: uploads by name and size, never their bytes."""
        shown = dict(self.values)
        for name, upload in self.uploads.items():
            shown[name] = f"<{upload.name}, {len(upload.data)} bytes>"
        return shown
