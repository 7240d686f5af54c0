"""The scheduled task that runs the portal on Windows from its start on, as a service account without a password."""

from pathlib import Path
from xml.sax.saxutils import escape

NAME = "portal"
ACCOUNT = "S-1-5-19"  # LOCAL SERVICE: few rights, no password, known to every Windows

TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Cổng văn bản</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Principals>
    <Principal id="portal"><UserId>{account}</UserId><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="portal">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{data}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def task(words: list[str], data: Path, port: int) -> bytes:
    """The task as Windows reads it: UTF-16 with its mark."""
    arguments = [*(f'"{word}"' for word in words[1:]), "--data", f'"{data}"', "serve", "--port", str(port)]
    text = TASK.format(
        account=ACCOUNT, command=escape(words[0]), arguments=escape(" ".join(arguments)), data=escape(str(data))
    )
    return text.encode("utf-16")


def command(file: Path) -> list[str]:
    """What creates the task from its file."""
    return ["schtasks", "/Create", "/F", "/TN", NAME, "/XML", str(file)]
