"""Images and files of practices, served so that a browser can do nothing else with them."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from kb.services.filing import PDF
from kb.web.context import site_of
from kb.web.parameters import first, read_parameters
from kb.web.signed_in import account_of

SANDBOX = "default-src 'none'; sandbox"


class FileController(Controller):
    path = "/pliki"

    @get("/{name:str}", sync_to_thread=True)
    def show(self, request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        wanted = first(read_parameters(request.scope["query_string"]), "szerokosc") or ""
        width = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else None
        file = site_of(request).filing.show(account_of(request), name, width)
        headers = {
            "content-security-policy": SANDBOX,
            # What is public today may be withdrawn tomorrow: kept for an hour, and asked for again.
            "cache-control": "public, max-age=3600" if file.is_public else "no-store",
        }
        if file.media_type == PDF:
            headers["content-disposition"] = f'attachment; filename="{file.name}"'
        return Response(file.data, media_type=file.media_type, headers=headers)
