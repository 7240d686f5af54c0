"""The unit file: what systemd runs, as whom, and how little it may do."""

import re
from pathlib import Path

from portal.installing.plan import Plan, Stopped

# The children decide what must stay allowed: a reader of foreign files leaves the network by a namespace of its own,
# the worker lowers its priority and sets limits, LibreOffice writes code into memory and runs it.
UNIT = """\
# Do “portal service install” ghi; lệnh ấy ghi lại cả tệp. Sửa thêm bằng: systemctl edit {name}
[Unit]
Description=Cổng văn bản ({name})
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0
X-Portal-Home={home}
X-Portal-Port={port}

[Service]
Type=notify
User={name}
Group={name}
WorkingDirectory={data}
Environment=PORTAL_DATA={data} TMPDIR={data}/scratch LANG=C.UTF-8
ExecStartPre={words} check --quick
ExecStart={words} serve --port {port}
Restart=always
RestartSec=2
TimeoutStartSec=300
TimeoutStopSec=30
KillMode=mixed
UMask=0077
MemoryMax=1500M
TasksMax=256
OOMPolicy=continue
{places}
NoNewPrivileges=yes
CapabilityBoundingSet={capability}
AmbientCapabilities={capability}
ProtectSystem=strict
ProtectHome=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
PrivateTmp=yes
PrivateDevices=yes
RemoveIPC=yes
KeyringMode=private
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=user net
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""
LOW_PORT = "CAP_NET_BIND_SERVICE"  # ports below 1024 want it, nothing else does
STATE = Path("/var/lib")


def text(plan: Plan, words: list[str]) -> str:
    """The unit of a plan; ``words`` start the program."""
    return UNIT.format(
        name=plan.name, data=plan.data, home=plan.home, port=plan.port, words=" ".join(words),
        capability=LOW_PORT if plan.low_port else "", places="\n".join(places(plan)),
    )


def places(plan: Plan) -> list[str]:
    """The only folders that can be written to."""
    own = plan.data.parent == STATE
    state = [f"StateDirectory={plan.data.name}", "StateDirectoryMode=0700"] if own else [f"ReadWritePaths={plan.data}"]
    return [*state, *(f"ReadWritePaths=-{folder}" for folder in plan.writable)]


def read(name: str, units: Path) -> Plan:
    """What the unit of that name says was installed."""
    file = units / f"{name}.service"
    if not file.is_file():
        raise Stopped("not_installed", name=name)
    said = file.read_text("utf-8")
    found = [re.search(rf"^{key}(\S+)", said, re.M) for key in ("Environment=PORTAL_DATA=", "X-Portal-Home=")]
    port = re.search(r"^X-Portal-Port=(\d+)$", said, re.M)
    if not all(found) or port is None:
        raise Stopped("other_unit", file=file)
    data, home = (Path(match[1]) for match in found if match)
    others = tuple(Path(folder) for folder in re.findall(r"^ReadWritePaths=-(\S+)$", said, re.M))
    return Plan(name, data, home, int(port[1]), others, f"AmbientCapabilities={LOW_PORT}" in said, units)
