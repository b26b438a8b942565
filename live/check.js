/**
 * Node's side of a check: `node check.js <task> <framework> [<fault> [only]]` starts an application as its page does,
 * with a fault if one is named, and prints what the page is told, a line of JSON each. By `only` no promise is asked
 * but those that the fault should break.
 * @module
 */

import { begin } from "./boot.js";
import { manifest, read, started } from "./made.js";

const [task, framework, fault, only] = process.argv.slice(2);
const { base, apps, kit, contract, modules, promises } = manifest(task);
const { zips, app, env, secrets, faults, case: asked, ...given } = apps[framework];
const said = (/** @type {object} */ message) => console.log(JSON.stringify(message));

const planted = faults.find((/** @type {{id: string}} */ { id }) => id === fault);
if (fault && !planted) throw new Error(`${fault}: this fault is not there`);
const files = new Map([...zips, ...kit].map((one) => [one.file, one]));
const python = await started(base, [...files.values()], console.error);
/** @type {Record<string, string>} */
const changes = {};
if (planted) {
  python.unpackArchive(read(app.file), "zip", { extractDir: "/before" });
  const text = python.FS.readFile(`/before/${planted.file}`, { encoding: "utf8" });
  changes[planted.file] = text.replace(planted.replace, () => planted.with);
}
const own = { ...env, ...Object.fromEntries(secrets.map((/** @type {string} */ name) => [name, crypto.randomUUID() + crypto.randomUUID()])) };
const { running } = begin(python, "/app", { ...given, zip: read(app.file), contract: read(contract.file), env: own, changes });
running.check({ case: asked, promises, modules, ...(only ? { only: planted.breaks } : {}) }, said);
process.stdout.write("", () => process.exit(0)); // once all is out: a pipe takes its time
