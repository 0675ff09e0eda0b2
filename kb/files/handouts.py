"""PDF files to take along: kept as they are, if they are what they say and hold nothing that acts."""

from __future__ import annotations

from kb.domain.uploads import LARGEST_FILE, UploadFault, UploadRefused

_ACTING = (b"/JavaScript", b"/JS ", b"/JS(", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
_FOREIGN = (b"<script", b"<html", b"<!doctype", b"<?php")
_HEAD = 1024


def check_pdf(data: bytes) -> None:
    """Raises UploadRefused. Nothing is unpacked: what is inside is shown by the reader's own program."""
    if len(data) > LARGEST_FILE:
        raise UploadRefused(UploadFault.TOO_LARGE)
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-_HEAD:]:
        raise UploadRefused(UploadFault.NOT_WHAT_IT_SAYS)
    behind = data[data.rfind(b"%%EOF") + 5 :]
    if behind.strip() or any(mark in data[:_HEAD].lower() for mark in _FOREIGN):
        raise UploadRefused(UploadFault.NOT_WHAT_IT_SAYS)
    if any(mark in data for mark in _ACTING):
        raise UploadRefused(UploadFault.WRONG_KIND)
