"""Who goes first where the program's processes share a core: boards, then what is written, then pages.

Linux weighs niceness only among the processes of one session, so they have to share one: see supervisor.py.
"""

#: By process, beside the live process's 0. The reader only reads, so nobody waits for what it holds: it gets
#: a tenth of a core that both want. The worker writes, and must not be kept from ending a transaction that
#: others wait for: a quarter.
NICENESS = {"worker": 5, "reader": 10}
