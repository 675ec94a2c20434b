"""How the bot asks for its updates."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox import wire
from sandbox.core import Core
from sandbox.errors import bad_request
from sandbox.methods.params import Params
from sandbox.methods.registry import method
from sandbox.updates import MAX_BATCH

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@method("getUpdates")
async def get_updates(core: Core, params: Params) -> Any:
    """Update list."""
    if params.has("allowed_updates"):
        core.updates.allow(params.json("allowed_updates"))
    limit = params.number("limit", MAX_BATCH) or MAX_BATCH
    if not 1 <= limit <= MAX_BATCH:
        limit = MAX_BATCH
    timeout = params.number("timeout", 0) or 0
    return await core.updates.poll(params.number("offset"), limit, max(timeout, 0))


@method("setWebhook")
async def set_webhook(core: Core, params: Params) -> Any:
    """True; updates are posted there from now on. An empty address removes the webhook."""
    url, secret = params.text("url"), params.text("secret_token")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        # Telegram asks for HTTPS on the open network; a sandbox must never post anywhere but here.
        if parts.hostname not in LOOPBACK:
            raise bad_request("bad webhook: the sandbox delivers to this machine only")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise bad_request("secret token contains unallowed characters")
    if params.has("allowed_updates"):
        core.updates.allow(params.json("allowed_updates"))
    if params.flag("drop_pending_updates"):
        core.updates.drop_all()
    parallel = params.number("max_connections", 40)
    core.webhook = {"url": url, "secret": secret, "max_connections": parallel} if url else {}
    core.updates.webhook_on = bool(url)
    if url:
        core.updates.interrupt("terminated by setWebhook request")
    core.updates.wake()
    return True


@method("deleteWebhook")
async def delete_webhook(core: Core, params: Params) -> Any:
    """True; long polling works again."""
    if params.flag("drop_pending_updates"):
        core.updates.drop_all()
    core.webhook = {}
    core.updates.webhook_on = False
    core.updates.wake()
    return True


@method("getWebhookInfo")
async def get_webhook_info(core: Core, params: Params) -> Any:
    """WebhookInfo."""
    hook = core.webhook
    found: dict[str, Any] = {
        "url": hook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(core.updates.pending()),
    }
    if hook:
        found |= {"max_connections": hook["max_connections"], "ip_address": "127.0.0.1"}
    if "error_at" in hook:
        found |= {"last_error_date": wire.unix(hook["error_at"]), "last_error_message": hook["error"]}
    if core.updates.allowed:
        found["allowed_updates"] = core.updates.allowed
    return found
