"""Distinguish a local folder from a network drive and a synchronised folder.

SQLite's locks are reliable on a local disk. On a network drive two programs can both
believe that they hold one; a service that copies single files separates a desk from its
log, or mixes the versions of two machines. A drive that may hang is judged by its path
alone, a local disk by its path and the table of mounts.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Exists = Callable[[str], bool]
    DriveType = Callable[[str], int]

MOUNTS: Final = Path("/proc/mounts")
# File systems of other machines, as Linux and macOS call them.
NETWORK: Final = frozenset(
    {
        "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs",
        "auristorfs", "afpfs", "ncpfs", "coda", "ceph", "glusterfs", "lustre", "gfs2",
        "ocfs2", "gpfs", "beegfs", "orangefs", "pvfs2", "davfs", "davfs2", "webdav",
        "ftp", "vboxsf", "prl_fs", "vmhgfs", "virtiofs", "macfuse", "osxfuse",
    }
)  # fmt: skip
# Of FUSE's, those that read a disk of this machine; any other one reads a server.
LOCAL_FUSE: Final = frozenset(
    {
        "fuseblk", "fuse.ntfs-3g", "fuse.ntfs", "fuse.exfat", "fuse.mergerfs",
        "fuse.encfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.securefs", "fuse.bindfs",
        "fuse.lxcfs", "fuse.fuse-overlayfs", "fuse.unionfs", "fuse.zfs-fuse",
        "fuse.squashfuse", "fuse.portal", "fuse.ext2", "fuse.apfs-fuse", "fuse.hfsfuse",
    }
)  # fmt: skip
# Services whose drive is a FUSE file system of their own.
FUSE_SERVICES: Final = {"pcloud": "pCloud", "megafs": "MEGA", "onedriver": "OneDrive"}
# Folded name of a folder -> the service that makes it.
FOLDERS: Final = {
    "skydrive": "OneDrive",
    "google drive": "Google Drive",
    "my drive": "Google Drive",
    "mobile documents": "iCloud Drive",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "syncthing": "Syncthing",
    "pclouddrive": "pCloud",
    "pcloud drive": "pCloud",
    "pcloud sync": "pCloud",
    "mega": "MEGA",
    "megasync": "MEGA",
    "box sync": "Box",
    "proton drive": "Proton Drive",
    "tresorit drive": "Tresorit",
    "seafile": "Seafile",
    "yandex.disk": "Yandex Disk",
}
# Names that an account may follow: "OneDrive - Blue Door", "GoogleDrive-me@x.org".
WITH_ACCOUNT: Final = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
ACCOUNT: Final = r" ?[-(].*| ?\d*"
# macOS keeps every provider's folder there: CloudStorage/Dropbox, CloudStorage/Box-Box.
CLOUD_STORAGE: Final = "cloudstorage"
# What a service leaves at the top of a folder that it synchronises.
MARKERS: Final = (
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
    (".tmp.driveupload", "Google Drive"),
    (".tmp.drivedownload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".stfolder", "Syncthing"),
    (".megaignore", "MEGA"),
    (".seafile-data", "Seafile"),
    (".sync/ID", "Resilio Sync"),
)
VARIABLES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_ESCAPED: Final = r"\\([0-7]{3})"  # a blank in /proc/mounts
_ON_MAC: Final = r"^.+? on (.+) \(([a-z0-9_]+)[,)]"  # `mount`: //nas on /V (smbfs, …)
OWN_DISK: Final = ("/", "/System/Volumes/Data")  # of macOS
REMOTE_DRIVE: Final = 4  # GetDriveTypeW


class RiskyPlace(NamedTuple):
    """Place where locks and logs of a desk are not safe; `name` is nfs or Dropbox."""

    name: str
    is_network: bool

    @property
    def problem(self) -> str:
        """Sentence about what can happen there."""
        if self.is_network:
            return (
                f"The desk lies on a network drive ({self.name}): two programs there "
                "can damage it, whatever csdesk does."
            )
        return (
            f"The desk lies in a folder that {self.name} synchronises: it copies the "
            "desk while it is written, and two machines can undo each other's work."
        )

    @property
    def advice(self) -> str:
        """Sentence about what to do."""
        there = "the network drive" if self.is_network else "that folder"
        return f"Move it to a folder of this machine alone, and back it up to {there}."


def risky_place(path: Path, mounts: str | None = None) -> RiskyPlace | None:
    """Identify the network drive or the service of `path`; None for a local folder.

    `mounts` is the text of /proc/mounts, where it is not to be read. Never raises
    OSError: an unknown kind counts as local.
    """
    real_path = os.path.realpath(path)
    network = _network(real_path, mounts)
    if network is not None:
        service = FUSE_SERVICES.get(network.removeprefix("fuse.").casefold())
        return RiskyPlace(service or network, is_network=service is None)
    service = synced_by(real_path, os.environ, os.path.lexists)
    return RiskyPlace(service, is_network=False) if service else None


def is_known() -> bool:
    """Return whether this system tells what kind of drive a path is on."""
    return sys.platform in {"win32", "darwin"} or MOUNTS.exists()


def synced_by(path: str, environ: Mapping[str, str], exists: Exists) -> str | None:
    """Return the service that synchronises the file at the absolute `path`, or None."""
    folders = list(_folders(path.replace("\\", "/")))
    for variable in VARIABLES:
        root = environ.get(variable, "").replace("\\", "/").rstrip("/")
        if root and any(root.casefold() == one.casefold() for one in folders):
            return "OneDrive"
    for folder in folders:
        service = _service_called(folder)
        if service:
            return service
    for folder in folders:
        for marker, service in MARKERS:
            if exists(f"{folder}/{marker}"):
                return service
    return None


def file_system(path: str, mounts: str) -> str | None:
    """Return the file system type of `path`, from a text like /proc/mounts."""
    table = (line.split(" ", 3) for line in mounts.splitlines())
    return _innermost(path, ((words[1], words[2]) for words in table if len(words) > 2))


def mac_file_system(path: str, output: str) -> str | None:
    """Return the file system type of `path`, from the output of `mount`."""
    return _innermost(path, re.findall(_ON_MAC, output, re.MULTILINE))


def is_network(kind: str | None) -> bool:
    """Return whether a file system of that type is on another machine."""
    if kind is None:
        return False
    if kind.startswith("fuse."):
        return kind not in LOCAL_FUSE
    return kind in NETWORK


def is_windows_network(path: str, system_drive: str, drive_type: DriveType) -> bool:
    """Return whether the Windows `path` is on a server, by name or drive."""
    path = path.replace("/", "\\")
    if path.startswith("\\\\"):
        is_device = path.startswith(("\\\\?\\", "\\\\.\\"))
        return not is_device or path[4:8].casefold() == "unc\\"
    drive = path[:2]
    if drive[1:] != ":" or drive.casefold() == system_drive.casefold():
        return False
    return drive_type(f"{drive}\\") == REMOTE_DRIVE


def _network(path: str, mounts: str | None) -> str | None:
    """Return the name of the network drive that the absolute `path` is on, or None."""
    if mounts is None and sys.platform == "win32":
        drive = os.environ.get("SYSTEMDRIVE", "C:")
        on_server = is_windows_network(path, drive, _drive_type)
        return "a server's share" if on_server else None
    if mounts is None and sys.platform == "darwin":
        kind = mac_file_system(path, _mount_output(path))
    else:
        kind = file_system(path, _mount_table() if mounts is None else mounts)
    return kind if is_network(kind) else None


def _innermost(path: str, table: Iterable[tuple[str, str]]) -> str | None:
    """Return the type of the innermost folder of `table` around `path`."""
    found, longest = None, -1
    for written, kind in table:
        place = re.sub(_ESCAPED, _unescaped, written) if "\\" in written else written
        place = place.rstrip("/")
        is_there = path == place or path.startswith(f"{place}/")
        if is_there and len(place) >= longest:  # of two mounted there, the later one
            found, longest = kind, len(place)
    return found


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 8))


def _folders(path: str) -> Iterator[str]:
    """Yield the folders around `path`, innermost first, without the root."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _service_called(folder: str) -> str | None:
    above, _, name = folder.rpartition("/")
    folded = name.casefold()
    if folded in FOLDERS:
        return FOLDERS[folded]
    for begins, service in WITH_ACCOUNT.items():
        if folded.startswith(begins) and re.fullmatch(ACCOUNT, folded[len(begins) :]):
            return service
    if above.casefold().endswith(f"library/{CLOUD_STORAGE}"):
        return name.partition("-")[0]
    return None


def _mount_table() -> str:
    try:
        return MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _mount_output(path: str) -> str:
    """Return the output of macOS's `mount`; empty for the system's own disk."""
    import subprocess

    try:
        folder = Path(path).parent
        own = {Path(one).stat().st_dev for one in OWN_DISK}
        if folder.stat().st_dev in own:
            return ""
        return subprocess.run(
            ["/sbin/mount"], capture_output=True, text=True, timeout=2, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _drive_type(drive: str) -> int:
    import ctypes

    windows = getattr(ctypes, "windll", None)
    return int(windows.kernel32.GetDriveTypeW(drive)) if windows else 0
