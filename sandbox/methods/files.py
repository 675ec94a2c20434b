"""Files that the bot sends and fetches."""

from typing import Any

from sandbox import wire
from sandbox.core import Core
from sandbox.errors import ApiError, bad_request
from sandbox.methods.params import Params, Upload
from sandbox.methods.registry import method
from sandbox.pictures import size_of
from sandbox.world import Blob

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024


def given(core: Core, params: Params, field: str, kind: str) -> Blob:
    """The file of this parameter: uploaded, attached, or known by its file id."""
    upload = params.uploads.get(field)
    if upload is None:
        return referred(core, params, params.text(field), kind)
    return stored(core, upload, kind)


def referred(core: Core, params: Params, reference: str, kind: str) -> Blob:
    """The file named by `attach://…` or by a file id; addresses on the network are refused, since nothing leaves."""
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if reference.startswith("attach://"):
        upload = params.uploads.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored(core, upload, kind)
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    blob = core.world.files.get(reference)
    if blob is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if blob.kind != kind:
        raise bad_request(f"can't use file of type {blob.kind.title()} as {kind.title()}")
    return blob


def stored(core: Core, upload: Upload, kind: str) -> Blob:
    """The upload is kept; 400 for what Telegram would not take as such a file, 413 beyond 50 MB."""
    if len(upload.data) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if not upload.data:
        raise bad_request("file must be non-empty")
    size = (0, 0)
    if kind == "photo":
        size = _photo_size(upload.data)
    name = upload.name or kind
    return core.world.keep_file(name, upload.mime, upload.data, kind, size)


def _photo_size(data: bytes) -> tuple[int, int]:
    if len(data) > MAX_PHOTO:
        raise bad_request("file is too big")
    size = size_of(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if min(size) < 1 or width + height > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


@method("getFile")
async def get_file(core: Core, params: Params) -> Any:
    """File with its path for download; 400 beyond 20 MB."""
    blob = core.world.files.get(params.text("file_id"))
    if blob is None:
        raise bad_request("invalid file_id")
    if len(blob.data) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return wire.file(blob)
