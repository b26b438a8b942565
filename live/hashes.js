/**
 * Password hashing for the runtime, which has no OpenSSL. Synchronous: Python's functions are.
 * @module
 */

/**
 * What @noble/hashes has; it lies beside Pyodide and is loaded with it.
 * @typedef {{pbkdf2: Function, scrypt: Function, digests: Record<string, unknown>}} Noble
 */

/** @param {string} base where the runtime lies @returns {Promise<Noble>} */
export async function noble(base) {
  const load = (/** @type {string} */ name) => import(new URL(`noble/${name}.js`, base).href);
  const [{ pbkdf2 }, { scrypt }, { md5, sha1 }, { sha224, sha256, sha384, sha512 }] =
    await Promise.all(["pbkdf2", "scrypt", "legacy", "sha2"].map(load));
  return { pbkdf2, scrypt, digests: { md5, sha1, sha224, sha256, sha384, sha512 } };
}

/** @param {Noble} noble */
export const hashes = ({ pbkdf2, scrypt, digests }) => ({
  /** @param {string} name @param {any} password @param {any} salt @param {number} rounds @param {number} length */
  pbkdf2(name, password, salt, rounds, length) {
    const digest = digests[name.toLowerCase().replace("-", "")];
    if (!digest) throw new Error(`unsupported hash type ${name}`);
    return pbkdf2(digest, copied(password), copied(salt), { c: rounds, dkLen: length });
  },
  /** @param {any} password @param {any} salt @param {number} n @param {number} r @param {number} p @param {number} length */
  scrypt(password, salt, n, r, p, length) {
    return scrypt(copied(password), copied(salt), { N: n, r, p, dkLen: length });
  },
});

/** @param {any} bytes of Python @returns {Uint8Array} a copy that stays when Python lets go */
const copied = (bytes) => new Uint8Array(bytes.toJs());
