"""Gathers the licences of all crates that are built into the binary.

    licenses.py CHECKOUT FILE

Writes each crate's name, version and licence expression, and the licence texts in it; equal texts appear once.
"""

import json
import subprocess
import sys
from pathlib import Path

checkout, target = sys.argv[1:]
host = next(
    line.split()[1]
    for line in subprocess.run(["rustc", "-vV"], capture_output=True, text=True, check=True).stdout.splitlines()
    if line.startswith("host:")
)
command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", host]
metadata = json.loads(subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout)

nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
waiting, used = [package["id"] for package in metadata["packages"] if package["name"] == "saidso-cli"], set()
while waiting:
    crate = waiting.pop()
    if crate not in used:
        used.add(crate)
        # Crates that only tests (`dev`) or builds (`build`) need are not in the binary.
        waiting += [
            dependency["pkg"]
            for dependency in nodes[crate]["deps"]
            if any(kind["kind"] is None for kind in dependency["dep_kinds"])
        ]

texts = {}
lines = ["The crates that saidso is built from, and their licences.\n"]
for package in sorted(metadata["packages"], key=lambda package: (package["name"], package["version"])):
    if package["id"] not in used or package["name"].startswith("saidso"):
        continue
    lines.append(f"{package['name']} {package['version']}: {package['license'] or 'see its licence file'}")
    folder = Path(package["manifest_path"]).parent
    files = [path for path in folder.iterdir() if path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))]
    for path in sorted(path for path in files if path.is_file()):
        texts.setdefault(path.read_text(encoding="utf-8", errors="replace").strip(), []).append(package["name"])
for text, names in texts.items():
    lines += ["", "=" * 80, ", ".join(sorted(set(names))), "-" * 80, text]
Path(target).write_text("\n".join(lines) + "\n", encoding="utf-8")
