"""Imported by the server of processes alone: what each of them would otherwise read anew."""

from tests.contract.saver import read_once

read_once()
