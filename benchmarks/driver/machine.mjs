// What processes, and everything on this machine, use of it: read from /proc. CPU in seconds.
import fs from 'node:fs';

const TICKS_PER_SECOND = 100;

export class Processes {
  // With `withChildren` the processes' children count as well, whenever they were started.
  constructor(pids, withChildren) {
    this.pids = pids;
    this.withChildren = withChildren;
  }

  cpu() {
    let ticks = 0;
    for (const pid of this.all()) {
      const fields = stat(pid);
      if (!fields) continue;
      ticks += Number(fields[11]) + Number(fields[12]);
      // Children that have ended.
      if (this.withChildren && this.pids.includes(pid)) ticks += Number(fields[13]) + Number(fields[14]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  peakMegabytes() {
    let kilobytes = 0;
    for (const pid of this.all()) {
      const peak = /VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`));
      if (peak) kilobytes += Number(peak[1]);
    }
    return Math.round(kilobytes / 1024);
  }

  all() {
    if (!this.withChildren) return this.pids;
    const children = new Map();
    for (const name of fs.readdirSync('/proc')) {
      const fields = /^\d+$/.test(name) && stat(name);
      if (!fields) continue;
      const parent = Number(fields[1]);
      children.set(parent, [...(children.get(parent) || []), Number(name)]);
    }
    const found = [];
    const waiting = [...this.pids];
    while (waiting.length) {
      const pid = waiting.pop();
      found.push(pid);
      waiting.push(...(children.get(pid) || []));
    }
    return found;
  }
}

// Everything on the machine together, without idling and waiting for the disk.
export function busySeconds() {
  const fields = read('/proc/stat').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  const [user, nice, system, , , interrupts, softInterrupts, stolen] = fields;
  return (user + nice + system + interrupts + softInterrupts + stolen) / TICKS_PER_SECOND;
}

export function ownSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

// The fields after the name, which stands in brackets and may hold spaces.
function stat(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text ? text.slice(text.lastIndexOf(')') + 2).split(' ') : null;
}

function read(path) {
  try {
    return fs.readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
