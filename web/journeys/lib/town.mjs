// A whole town for one journey: the service on a database of its own, the emulator as LINE, and the
// invented people. Everything lives in a temporary folder and ends with the journey.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BIN = process.env.MADOGUCHI_BIN ?? new URL("../../../target/debug/madoguchi", import.meta.url).pathname;
const EMULATOR_BIN =
  process.env.MADOGUCHI_EMULATOR_BIN ?? new URL("../../../target/debug/line-emulator", import.meta.url).pathname;
const CHANNEL = {
  channel_id: "2000000001",
  channel_secret: "0123456789abcdef0123456789abcdef",
  login_channel_id: "2000000002",
  login_channel_secret: "fedcba9876543210fedcba9876543210",
  liff_id: "2000000002-madokawa",
};
const START_WITHIN_MS = 60_000;

/** A free port of this machine. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function toml(sections) {
  const lines = Object.entries(sections).flatMap(([section, values]) => [
    `[${section}]`,
    ...Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
  ]);
  return `${lines.join("\n")}\n`;
}

/** Starts a program and waits until it says that it listens. */
function start(program, args, env) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${program} was not ready in time:\n${said}`)), START_WITHIN_MS);
    const hear = (data) => {
      said += data;
      if (!said.includes("listening on")) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}:\n${said}`)));
  });
  return { child, ready, log: () => said };
}

function ends(child) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  return ended;
}

/** Starts a town. `database` is a URL; without one it is a file of the town's own. `server` are more of its settings,
 *  `seed` is how large it is. */
export async function town({ residents = ["hanako=花子"], database, server = {}, seed = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-journey-"));
  const [servicePort, linePort] = [await freePort(), await freePort()];
  const [service, line] = [`http://127.0.0.1:${servicePort}`, `http://127.0.0.1:${linePort}`];
  const config = join(folder, "madoguchi.toml");
  writeFileSync(
    config,
    toml({
      town: { name: "窓川町", code: "019992", phone: "0158-19-0000" },
      server: { listen: `127.0.0.1:${servicePort}`, base_url: service, ...server },
      database: { url: database ?? `sqlite:${folder}/madoguchi.db`, key_file: `${folder}/madoguchi.key` },
      line: {
        ...CHANNEL,
        liff_sdk: `${line}/liff/sdk.js`,
        api_url: line,
        data_url: line,
        login_url: line,
        access_url: line,
        liff_url: `${line}/liff`,
      },
    }),
  );
  const told = execFileSync(BIN, ["seed-demo", ...seed, "--config", config], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const options = Object.entries(CHANNEL).flatMap(([key, value]) => [`--${key.replaceAll("_", "-")}`, value]);
  const emulator = start(EMULATOR_BIN, [
    ...options,
    ...["--listen", `127.0.0.1:${linePort}`, "--webhook", `${service}/line/webhook`],
    ...["--liff-endpoint", `${service}/liff`, "--account-name", "窓川町"],
    ...residents.flatMap((resident) => ["--resident", resident]),
  ]);
  await emulator.ready;
  execFileSync(BIN, ["line", "menus", "deploy", "--config", config], { stdio: "ignore" });
  const serve = () => start(BIN, ["serve", "--config", config]);
  let program = serve();
  await program.ready;
  return {
    service,
    line,
    folder,
    people: people(told),
    /** Runs a command of the program beside the service; what it said. */
    madoguchi: (...args) => execFileSync(BIN, [...args, "--config", config], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    log: () => program.log() + emulator.log(),
    /** The service is not there for a while, and comes back. */
    stops: () => ends(program.child),
    async starts() {
      program = serve();
      await program.ready;
    },
    async end() {
      await Promise.all([ends(program.child), ends(emulator.child)]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The people whom `seed-demo` names: voucher number, birth date and name. */
function people(told) {
  const line = /^ {4}(\d{10}) ／ ([\d/]+)（(.+?)） {2}(\S+ \S+)/gm;
  return [...told.matchAll(line)].map(([, voucher, birth, wareki, name]) => ({ voucher, birth, wareki, name }));
}
