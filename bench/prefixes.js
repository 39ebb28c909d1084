/** Address sets: lookups among ten and a million prefixes, beside net.BlockList and ipaddr.js; compiling; a list through `loadConfig`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { BlockList, SocketAddress } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Address, AddressSet } from "@sluice/policy";
import ipaddr from "ipaddr.js";
import { measureInterleaved } from "./measure.js";
import { randomNumbers, shuffled } from "./random.js";
import { idPart } from "./report.js";
import { formatSpread, ratio, summarize } from "./stats.js";

const MANY = 1_000_000;
const SIZES = [10, 100, 1000, 10_000, 100_000, MANY];
/** What the others are built with: a scan of a million takes them a second to answer a few. */
const SCANNED = 100_000;
/** Addresses that are looked up in turn, more than caches hold the blocks of. */
const PROBES = 2 ** 17;
/** As many clients as a host may see in turn, of everywhere: a table of their own, as caches hold what they need. */
const CLIENTS = 2 ** 12;
/** Lookups of one call of what is measured. */
const CALLS = 256;

const LOAD = fileURLToPath(new URL("./children/prefixes-load.js", import.meta.url));

/** CPU seconds of building what others have, for which a list of 100,000 is long. */
function secondsOf(build) {
  const before = process.cpuUsage();
  build();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function run({ rounds, report }) {
  const families = [ipv4(), ipv6()];
  const all = [...families, mixedIPv4(), mixedIPv6()];
  reportLookups(all, { rounds, report });
  reportScans(families, { rounds, report });
  reportCompiling(all, { rounds, report });
  reportLoading(families, { rounds, report });
}

/** Disjoint blocks all over the space, in no order: `texts` of a million, and addresses in the first of them or in none. */
function ipv4() {
  const random = randomNumbers(4);
  const prefixes = new Set();
  while (prefixes.size < MANY) prefixes.add(random() >>> 8);
  const starts = shuffled([...prefixes], random);
  const taken = (word) => prefixes.has(word >>> 8);
  const missing = () => {
    const word = random();
    return taken(word) ? missing() : word;
  };
  return {
    name: "IPv4",
    bytes: 16,
    texts: starts.map((start) => `${new Address(0, 0, 0xffff, start << 8)}/24`),
    inside: (block) => new Address(0, 0, 0xffff, (starts[block] << 8) | (random() >>> 24)),
    outside: () => new Address(0, 0, 0xffff, missing()),
    random,
  };
}

/** As `ipv4`: /48 of some thousand /32. */
function ipv6() {
  const random = randomNumbers(6);
  const networks = networksIn(random);
  const prefixes = new Map();
  while (prefixes.size < MANY) {
    const [high, low] = [networks[random() >>> 18], random() >>> 16];
    prefixes.set((high >>> 0) * 2 ** 16 + low, [high, low << 16]);
  }
  const starts = shuffled([...prefixes.values()], random);
  const outside = () => {
    const [high, low] = [networks[random() >>> 18], random()];
    return prefixes.has((high >>> 0) * 2 ** 16 + (low >>> 16)) ? outside() : new Address(high, low, random(), random());
  };
  return {
    name: "IPv6",
    bytes: 40,
    texts: starts.map(([high, low]) => `${new Address(high, low, 0, 0)}/48`),
    inside: (block) => new Address(starts[block][0], starts[block][1] | (random() >>> 16), random(), random()),
    outside,
    random,
  };
}

/** Networks of many lengths and single hosts, as lists of abuse have them: disjoint, all over the space, in no order. */
function mixedIPv4() {
  const lengths = [20, 22, 24, 24, 24, 24, 26, 28, 30, 32, 32, 32, 32, 32];
  const random = randomNumbers(46);
  /** By the first 24 bits: whether there is a block with them. */
  const taken = new Uint8Array(2 ** 24);
  const blocks = [];
  while (blocks.length < MANY) {
    const length = lengths[random() % lengths.length];
    const start = firstOf(random(), length);
    const end = Math.max((start >>> 8) + 1, (start + 2 ** (32 - length)) / 256);
    if (taken.subarray(start >>> 8, end).includes(1)) continue;
    taken.fill(1, start >>> 8, end);
    blocks.push([start, length]);
  }
  const outside = () => {
    const word = random();
    return taken[word >>> 8] === 1 ? outside() : new Address(0, 0, 0xffff, word);
  };
  const texts = shuffled(blocks, random).map(([start, length]) => `${new Address(0, 0, 0xffff, start)}/${length}`);
  const inside = (block) => {
    const [start, length] = blocks[block];
    return new Address(0, 0, 0xffff, start + Math.floor(random() / 2 ** length));
  };
  return { name: "IPv4, mixed lengths", bytes: 16, texts, inside, outside, random };
}

/** As `mixedIPv4`, in the networks of `ipv6`. */
function mixedIPv6() {
  const lengths = [44, 48, 48, 48, 48, 52, 56, 56, 60, 64, 64, 64, 64, 64];
  const random = randomNumbers(66);
  const networks = networksIn(random);
  /** The first 48 bits of those there is a block with. */
  const taken = new Set();
  const first48 = (high, low) => (high >>> 0) * 2 ** 16 + (low >>> 16);
  const blocks = [];
  while (blocks.length < MANY) {
    const length = lengths[random() % lengths.length];
    const [high, low] = [networks[random() >>> 18], firstOf(random(), length - 32)];
    const keys = Array.from({ length: length < 48 ? 2 ** (48 - length) : 1 }, (_, i) => first48(high, low) + i);
    if (keys.some((key) => taken.has(key))) continue;
    for (const key of keys) taken.add(key);
    blocks.push([high, low, length]);
  }
  const outside = () => {
    const [high, low] = [networks[random() >>> 18], random()];
    return taken.has(first48(high, low)) ? outside() : new Address(high, low, random(), random());
  };
  const texts = shuffled(blocks, random).map(([high, low, length]) => `${new Address(high, low, 0, 0)}/${length}`);
  const inside = (block) => {
    const [high, low, length] = blocks[block];
    return new Address(high, low + Math.floor(random() / 2 ** (length - 32)), random(), random());
  };
  return { name: "IPv6, mixed lengths", bytes: 40, texts, inside, outside, random };
}

/** The word with nothing behind its first bits. */
function firstOf(word, bits) {
  return word - (word % 2 ** (32 - bits));
}

/** Some thousand /32, as registries give them. */
function networksIn(random) {
  return Array.from({ length: 2 ** 14 }, () => 0x20000000 | (random() >>> 3));
}

function reportLookups(families, { rounds, report }) {
  const candidates = families.flatMap((family) => {
    const outside = probesOf(family.outside);
    return SIZES.flatMap((size) => {
      const set = AddressSet.from(family.texts.slice(0, size));
      return ["hit", "miss"].flatMap((kind) => {
        const all = kind === "hit" ? probesOf(() => family.inside(family.random() % size)) : outside;
        return [all, all.slice(0, CLIENTS)].map((probes) => {
          const work = lookups((address) => set.find(address) >= 0, probes, kind);
          return { family, size, kind, of: probes.length, rounds: [], work };
        });
      });
    }).filter(({ of, size }) => of === PROBES || size === SIZES[0] || size === MANY);
  });
  measureInterleaved(candidates, { rounds, batch: 1 });
  const nanoseconds = (candidate) => candidate.rounds.map((value) => value / CALLS);
  const of = (family, size, kind, probes = PROBES) =>
    nanoseconds(
      candidates.find(
        (each) => each.family === family && each.size === size && each.kind === kind && each.of === probes,
      ),
    );
  const each = families.flatMap((family) => ["hit", "miss"].map((kind) => ({ family, kind })));
  report.table(
    "A lookup in a set of prefixes, addresses in no order (nanoseconds of CPU)",
    ["", ...SIZES.map((size) => size.toLocaleString("en")), "a million × ten", "target"],
    each.map(({ family, kind }) => {
      const growth = ratio(of(family, MANY, kind), of(family, SIZES[0], kind));
      const what = `a lookup among a million prefixes (${family.name}, ${kind}), × among ten`;
      return [
        `${family.name}, ${kind}`,
        ...SIZES.map((size) => summarize(of(family, size, kind)).median.toFixed(0)),
        formatSpread(growth),
        report.ratio(`prefixes.lookup.${idPart(family.name)}-${kind}`, growth, { target: 3, what }),
      ];
    }),
  );
  const count = CLIENTS.toLocaleString("en");
  report.table(
    `The same, of ${count} clients that come again and again`,
    ["", "10", MANY.toLocaleString("en"), "a million × ten", "target"],
    each.map(({ family, kind }) => {
      const [few, many] = [SIZES[0], MANY].map((size) => of(family, size, kind, CLIENTS));
      const growth = ratio(many, few);
      const what = `a lookup of ${count} clients among a million prefixes (${family.name}, ${kind}), × among ten`;
      return [
        `${family.name}, ${kind}`,
        summarize(few).median.toFixed(0),
        summarize(many).median.toFixed(0),
        formatSpread(growth),
        report.ratio(`prefixes.lookup-clients.${idPart(family.name)}-${kind}`, growth, { target: 3, what }),
      ];
    }),
  );
  report.plot("prefixes.lookup", {
    title: "A lookup against the number of prefixes",
    x: { label: "prefixes", log: true },
    y: { label: "ns" },
    series: each.map(({ family, kind }) => ({
      name: `${family.name} ${kind}`,
      points: SIZES.map((size) => [size, summarize(of(family, size, kind)).median]),
    })),
  });
}

function probesOf(make) {
  return Array.from({ length: PROBES }, make);
}

/** Every lookup has to give what is expected, also while it is measured. */
function lookups(has, probes, kind) {
  let at = 0;
  const expected = kind === "hit" ? CALLS : 0;
  return () => {
    let found = 0;
    for (let i = 0; i < CALLS; i++) {
      if (has(probes[at])) found++;
      at = (at + 1) % probes.length;
    }
    if (found !== expected) throw new Error(`${found} of ${CALLS} found, not ${expected}`);
    return true;
  };
}

function reportScans(families, { rounds, report }) {
  const notes = [];
  const candidates = families.flatMap((family) => {
    const texts = family.texts.slice(0, SCANNED);
    const type = family.name.toLowerCase();
    const set = AddressSet.from(texts);
    const list = new BlockList();
    const built = secondsOf(() => {
      for (const [address, prefix] of texts.map((text) => text.split("/")))
        list.addSubnet(address, Number(prefix), type);
    });
    const compiled = secondsOf(() => AddressSet.from(texts));
    notes.push(
      `${family.name}: net.BlockList was built in ${built.toFixed(2)} s of CPU, the address set in ${compiled.toFixed(2)}, once each`,
    );
    const ranges = texts.map((text) => ipaddr.parseCIDR(text));
    const engines = {
      "address set": { parse: (address) => address, has: (address) => set.find(address) >= 0 },
      "net.BlockList": {
        parse: (address) => new SocketAddress({ address: String(address), family: type }),
        has: (address) => list.check(address),
      },
      "ipaddr.js": {
        parse: (address) => ipaddr.parse(String(address)),
        has: (address) => ranges.some((range) => address.match(range)),
      },
    };
    return Object.entries(engines).flatMap(([engine, { parse, has }]) =>
      ["hit", "miss"].map((kind) => {
        const isOurs = engine === "address set";
        const probes = Array.from({ length: isOurs ? PROBES : 256 }, () =>
          parse(kind === "hit" ? family.inside(family.random() % SCANNED) : family.outside()),
        );
        // One at a time: of a scan few fit into a round.
        const calls = isOurs ? CALLS : 1;
        const work = isOurs ? lookups(has, probes, kind) : single(has, probes, kind);
        return { family, engine, kind, calls, rounds: [], work };
      }),
    );
  });
  measureInterleaved(candidates, { rounds, batch: 1 });
  const of = (family, engine, kind) => {
    const candidate = candidates.find((each) => each.family === family && each.engine === engine && each.kind === kind);
    return candidate.rounds.map((value) => value / candidate.calls);
  };
  report.table(
    `A lookup among ${SCANNED.toLocaleString("en")} prefixes, of addresses that are parsed already`,
    ["", "address set, ns", "net.BlockList, µs", "×", "target", "ipaddr.js scan, µs", "×", "target"],
    families.flatMap((family) =>
      ["hit", "miss"].map((kind) => {
        const ours = of(family, "address set", kind);
        return [
          `${family.name}, ${kind}`,
          formatSpread(summarize(ours), 0),
          ...["net.BlockList", "ipaddr.js"].flatMap((engine) => {
            const theirs = of(family, engine, kind);
            const faster = ratio(theirs, ours);
            const id = `prefixes.${engine === "ipaddr.js" ? "ipaddr" : "block-list"}.${family.name.toLowerCase()}-${kind}`;
            const what = `an address set among ${SCANNED.toLocaleString("en")} prefixes (${family.name}, ${kind}), times as fast as ${engine}`;
            return [
              inMicroseconds(theirs),
              formatSpread(faster, 0),
              report.ratio(id, faster, { target: 50, atLeast: true, what }),
            ];
          }),
        ];
      }),
    ),
    notes,
  );
}

/** With a digit behind the point where it is only a few. */
function inMicroseconds(nanoseconds) {
  const spread = summarize(nanoseconds.map((value) => value / 1000));
  return formatSpread(spread, spread.median < 100 ? 1 : 0);
}

function single(has, probes, kind) {
  let at = 0;
  return () => {
    at = (at + 1) % probes.length;
    if (has(probes[at]) !== (kind === "hit")) throw new Error(`${probes[at]} is no ${kind}`);
    return true;
  };
}

function reportCompiling(families, { rounds, report }) {
  const measured = families.flatMap((family) => SIZES.map((size) => ({ family, size, seconds: [], bytes: 0 })));
  const parsed = new Map(families.map((family) => [family, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [family, seconds] of parsed) {
      const texts = family.texts.slice(0, SCANNED);
      seconds.push(secondsOf(() => texts.map((text) => ipaddr.parseCIDR(text))));
    }
    for (const each of measured) {
      const texts = each.family.texts.slice(0, each.size);
      // A small set is made many times: the clock of the CPU has steps.
      const times = Math.max(1, Math.floor(10_000 / each.size));
      const before = process.cpuUsage();
      for (let i = 0; i < times; i++) each.bytes = AddressSet.from(texts).bytes / each.size;
      const { user, system } = process.cpuUsage(before);
      each.seconds.push((user + system) / 1e6 / times);
    }
  }
  report.table(
    "Compiling a million prefixes from their texts, in no order",
    ["", "s of CPU", "budget", "a prefix, × one of 100,000", "× ipaddr.js", "bytes a prefix", "budget"],
    measured
      .filter(({ size }) => size === MANY)
      .map(({ family, seconds, bytes }) => {
        const fewer = measured.find((each) => each.family === family && each.size === SCANNED).seconds;
        const times = fewer.map((value) => (value * MANY) / SCANNED);
        const [growth, against] = [ratio(seconds, times), ratio(fewer, parsed.get(family))];
        const id = idPart(family.name);
        const what = `compiling a million prefixes (${family.name})`;
        const memory = summarize([bytes]);
        report.ratio(`prefixes.compile-growth.${id}`, growth, {
          what: `compiling one of a million prefixes, × one of 100,000 (${family.name})`,
        });
        report.ratio(`prefixes.compile-parsing.${id}`, against, {
          what: `compiling 100,000 prefixes, × ipaddr.js parsing their texts (${family.name})`,
        });
        return [
          family.name,
          formatSpread(summarize(seconds)),
          report.budget(`prefixes.compile.${id}`, summarize(seconds), { limit: 2, unit: "s", what }),
          formatSpread(growth),
          formatSpread(against),
          bytes.toFixed(1),
          report.budget(`prefixes.bytes.${id}`, memory, {
            limit: family.bytes,
            unit: "bytes",
            exact: true,
            what: `memory of a prefix (${family.name})`,
          }),
        ];
      }),
    ["× ipaddr.js: 100,000 of them, of which that only parses the texts."],
  );
  report.plot("prefixes.compile", {
    title: "Compiling against the number of prefixes",
    x: { label: "prefixes", log: true },
    y: { label: "ms of CPU", log: true },
    series: families.map((family) => ({
      name: family.name,
      points: measured
        .filter((each) => each.family === family)
        .map(({ size, seconds }) => [size, summarize(seconds).median * 1000]),
    })),
  });
}

/** In processes of their own: what one has allocated would be in the peak of the next. */
function reportLoading(families, { rounds, report }) {
  const directory = mkdtempSync(join(tmpdir(), "sluice-prefixes-"));
  try {
    const few = join(directory, "few.txt");
    writeFileSync(few, families[0].texts.slice(0, 10).join("\n"));
    const lists = families.map((family) => {
      const path = join(directory, `${family.name}.txt`);
      writeFileSync(path, family.texts.join("\n"));
      return { family, path, stream: [], strings: [] };
    });
    const base = [];
    for (let round = 0; round < rounds; round++) {
      base.push(load("stream", few));
      for (const list of lists) {
        list.stream.push(load("stream", list.path));
        // One of them tells what that costs.
        if (list.family.name === "IPv4") list.strings.push(load("strings", list.path));
      }
    }
    report.table(
      "`loadConfig` with a list of a million lines in no order",
      ["", "s of CPU", "budget", "× a string for each line", "peak above ten lines, MiB", "× a string for each line"],
      lists.map(({ family, stream, strings }) => {
        const id = family.name.toLowerCase();
        const seconds = (loads) => loads.map((each) => each.seconds);
        const above = (loads) => loads.map((each, i) => (each.peak - base[i].peak) / 2 ** 20);
        const what = `a list of a million lines through loadConfig (${family.name})`;
        const guarded = (name, ours, theirs) => {
          if (theirs.length === 0) return "-";
          const against = ratio(ours, theirs);
          report.ratio(`prefixes.${name}.${id}`, against, { what: `${name} of ${what}, × a string for each line` });
          return formatSpread(against);
        };
        return [
          family.name,
          formatSpread(summarize(seconds(stream))),
          report.budget(`prefixes.load.${id}.seconds`, summarize(seconds(stream)), { limit: 2, unit: "s", what }),
          guarded("load", seconds(stream), seconds(strings)),
          formatSpread(summarize(above(stream)), 0),
          guarded("peak", above(stream), above(strings)),
        ];
      }),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function load(way, path) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LOAD, way, path], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
