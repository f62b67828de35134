// People on a live board: N clients speak the protocol themselves, post notes with Poisson arrivals and check
// every (client, note) pair. One process, one core; prints one JSON line (README.md says what stands in it).
//   node load.mjs --adapter facilitation --url ws://127.0.0.1:8000 --code JOINCODE --n 200 --rate 50 --secs 10 --pids PID
import { Client, Tally } from './driver/client.mjs';
import { busySeconds, ownSeconds, Processes } from './driver/machine.mjs';

const SEEDING_SECONDS = 60, SEEDERS_JOIN_SECONDS = 20;

const options = readOptions({
  n: 50, // people
  rate: 20, // notes a second, of all together
  secs: 10,
  warm: 2, // seconds before that, not measured
  drain: 5, // seconds to wait for what is still under way
  jointimeout: 60,
  seed: 0, // notes on the board before anybody joins
  arrival: 'poisson', // or uniform
  len: 120, // characters of a note
  ramp: 10, // how many join at once, in a load run
  room: `r${process.pid}`,
  mode: 'load', // or join: all at once, nothing is posted
  tree: 'on', // off: without the children of --pids
});
const { default: adapter } = await import(`./adapters/${options.adapter}.mjs`);
const pids = String(options.pids || '').split(',').filter(Boolean).map(Number);
const server = new Processes(pids, options.tree !== 'off');
const tally = new Tally();
const random = repeatableRandom(12345);

const result = { peer: options.label || adapter.name, n: options.n, rate: options.rate, mode: options.mode };
try {
  if (adapter.setup) await adapter.setup(options);
  if (options.seed > 0) await seed();
  const arrival = await join();
  Object.assign(result, arrival.figures);
  if (!arrival.people.length) throw new Error('nobody could join');
  Object.assign(result, options.mode === 'join' ? arrival.joining : await load(arrival.people));
} catch (error) {
  result.error = error.message;
}
console.log(JSON.stringify(result));
process.exit(0);

// Fill the board: one client posts, another sees, at most 20 notes behind.
async function seed() {
  const clients = [newClient(), newClient()];
  await within(SEEDERS_JOIN_SECONDS, Promise.all(clients.map((client) => client.ready)), 'joining to fill the board');
  const begin = performance.now();
  const inTime = () => performance.now() - begin < SEEDING_SECONDS * 1000;
  const first = tally.next;
  for (let count = 0; count < options.seed; count++) {
    clients[0].post();
    while (!tally.arrivals[Math.max(first, tally.next - 20)] && inTime()) await sleep(1);
  }
  while (!tally.arrivals[tally.next - 1] && inTime()) await sleep(5);
  await sleep(500);
}

async function join() {
  const clients = [];
  const begin = performance.now();
  const serverBefore = server.cpu(), ownBefore = ownSeconds(), allBefore = busySeconds();
  while (clients.length < options.n) {
    clients.push(newClient());
    const full = options.mode !== 'join' && clients.length % options.ramp === 0;
    if (full) await Promise.race([settled(clients.slice(-options.ramp)), sleep(1000)]);
  }
  await within(options.jointimeout, settled(clients), 'joining').catch((error) => console.error(error.message));
  const people = clients.filter((client) => client.joined);
  const seconds = (performance.now() - begin) / 1000;
  const serverUsed = server.cpu() - serverBefore, ownUsed = ownSeconds() - ownBefore;
  const foreign = busySeconds() - allBefore - serverUsed - ownUsed;
  const took = people.map((client) => client.joinedAt - client.began).sort((a, b) => a - b);
  const last = Math.max(...people.map((client) => client.joinedAt));
  return {
    people,
    figures: { joined: people.length, join_all_ms: people.length ? Math.round(last - begin) : null },
    joining: people.length && {
      join_p50_ms: Math.round(took[took.length >> 1]),
      join_p95_ms: Math.round(took[Math.floor(took.length * 0.95)]),
      board_kb: Math.round(people[0].joinBytes / 1024),
      server_cpu_s: +serverUsed.toFixed(2),
      peak_rss_mb: server.peakMegabytes(),
      driver_cpu_pct: Math.round((ownUsed / seconds) * 100),
      foreign_cpu_pct: Math.max(0, Math.round((foreign / seconds) * 100)),
      errors: tally.errors,
    },
  };
}

async function load(people) {
  if (people.length < options.n) console.error('only', people.length, 'joined');
  await sleep(500);
  await post(people, options.warm);

  const room = Math.ceil(options.rate * options.secs * 2) + 1000;
  for (const client of people) client.seen = new Uint8Array(room);
  tally.first = tally.next;
  tally.counting = true;
  const before = usage();
  const { posts, lag } = await post(people, options.secs);
  tally.end = tally.next;
  const after = usage();

  const wanted = posts * people.length;
  const deadline = performance.now() + options.drain * 1000;
  while (performance.now() < deadline && (arrived(people) < wanted || tally.acknowledgement.total < posts)) await sleep(100);
  tally.counting = false;

  const used = (what) => after[what] - before[what];
  const perSecond = (amount) => Math.round(amount / used('time'));
  const percent = (seconds) => Math.round((seconds / used('time')) * 100);
  return {
    posts,
    del_p50: tally.delivery.percentile(0.5),
    del_p95: tally.delivery.percentile(0.95),
    del_p99: tally.delivery.percentile(0.99),
    ack_p50: tally.acknowledgement.percentile(0.5),
    ack_p95: tally.acknowledgement.percentile(0.95),
    ack_p99: tally.acknowledgement.percentile(0.99),
    acks: tally.acknowledgement.total,
    lost: wanted - arrived(people),
    dup: tally.doubled,
    deliv_per_s: perSecond(used('deliveries')),
    msgs_per_s: perSecond(used('messages')),
    mb_per_s: +(used('bytes') / used('time') / 1e6).toFixed(2),
    server_cpu_pct: percent(used('server')),
    us_per_delivery: +((used('server') * 1e6) / Math.max(1, used('deliveries'))).toFixed(1),
    peak_rss_mb: server.peakMegabytes(),
    driver_cpu_pct: percent(used('own')),
    foreign_cpu_pct: Math.max(0, percent(used('all') - used('server') - used('own'))),
    send_lag_ms: Math.round(lag),
    errors: tally.errors,
    closes: tally.closes,
  };
}

// Post as a crowd does, whether or not the server keeps up: somebody at random, after a random pause.
async function post(people, seconds) {
  const begin = performance.now();
  let due = 0, posts = 0, lag = 0;
  while (due < seconds * 1000) {
    const now = performance.now() - begin;
    while (due <= now && due < seconds * 1000) {
      lag = Math.max(lag, now - due);
      const client = people[Math.floor(random() * people.length)];
      if (!client.closed) {
        client.post();
        posts++;
      }
      const pause = options.arrival === 'poisson' ? -Math.log(1 - random()) : 1;
      due += (pause * 1000) / options.rate;
    }
    await sleep(Math.max(0.5, Math.min(5, due - (performance.now() - begin))));
  }
  return { posts, lag };
}

function arrived(people) {
  let pairs = 0;
  const count = tally.end - tally.first;
  for (const client of people) for (let note = 0; note < count; note++) pairs += client.seen[note];
  return pairs;
}

function usage() {
  return {
    time: performance.now() / 1000,
    server: server.cpu(),
    all: busySeconds(),
    own: ownSeconds(),
    messages: tally.messages,
    bytes: tally.bytes,
    deliveries: tally.deliveries,
  };
}

function newClient() {
  return new Client(adapter, options, tally);
}

function settled(clients) {
  return Promise.allSettled(clients.map((client) => client.ready));
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function within(seconds, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function readOptions(defaults) {
  const found = { ...defaults };
  for (let at = 2; at < process.argv.length; at += 2) {
    const name = process.argv[at].slice(2), value = process.argv[at + 1];
    found[name] = typeof defaults[name] === 'number' ? Number(value) : value;
  }
  return found;
}

// Mulberry32: the same arrivals in every run, so that servers meet the same load.
function repeatableRandom(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
