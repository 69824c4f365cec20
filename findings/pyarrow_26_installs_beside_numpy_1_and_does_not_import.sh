#!/usr/bin/env bash
# pyarrow 26.0.1 needs NumPy 2 where there is a NumPy, but its metadata names no dependency at all: beside numpy 1.26
# (which mediapipe 0.10.21 and others pin) it installs without a word, "pip check" finds nothing wrong, and the import
# fails. 25.0.1 works with the same NumPy, so "pyarrow>=20" in a project breaks on the day 26 is out.
# Seen: pip and pip check are content with both; 25.0.1 imports, 26.0.1 raises ImportError, "requires NumPy 2.0".
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
pip=("$work/venv/bin/pip" --disable-pip-version-check)
"${pip[@]}" install --quiet numpy==1.26.4
cd "$work"
for version in 25.0.1 26.0.1; do
    "${pip[@]}" install --quiet "pyarrow==$version"
    "${pip[@]}" check > /dev/null
    "$work/venv/bin/python" -c "import pyarrow" 2> "$version.txt" && said=imports || said=$(tail -1 "$version.txt")
    echo "pyarrow $version beside numpy 1.26.4, with which pip check is content: $said"
    echo "$said" > "$version.txt"
done
grep -q '^imports$' 25.0.1.txt
grep -q 'ImportError: pyarrow requires NumPy 2.0 or newer' 26.0.1.txt
