# Sets $python to a Python that is new enough, or stops with a sentence. Read by the other scripts.
# First a version that the pinned libraries have wheels for (NEWEST_PYTHON in setup_commands.py), then a newer one.
python=
for limit in '(3, 15)' '(4,)'; do
    for candidate in "${KB_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c "import sys; sys.exit(not (3, 11) <= sys.version_info < $limit)" >/dev/null 2>&1; then
            python=$candidate
            break 2
        fi
    done
done
if [ -z "$python" ]; then
    echo "Potrzebny jest Python 3.11 lub nowszy, a tu jest: $(python3 --version 2>/dev/null || echo żaden). Zainstaluj go i uruchom to polecenie jeszcze raz." >&2
    exit 1
fi
