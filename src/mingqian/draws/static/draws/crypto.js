// SHA-256, SM3 (GB/T 32905), SHA-512 and Ed25519 (RFC 8032) in plain script: a witness's phone in a meeting room reaches the site over
// plain http, where browsers offer no WebCrypto. Not constant in time: the only secret it touches is this phone's own.
globalThis.MingqianCrypto = (() => {
  "use strict";

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  const random = (count) => crypto.getRandomValues(new Uint8Array(count));

  // The first bits of the fractional parts of roots of the primes, worked out instead of copied.
  const primes = (count) => {
    const found = [];
    for (let n = 2; found.length < count; n += 1) if (found.every((p) => n % p)) found.push(n);
    return found;
  };
  const root = (value, power) => {
    let low = 0n;
    let high = value;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** power <= value) low = middle;
      else high = middle - 1n;
    }
    return low;
  };
  const fraction = (prime, power, bits) =>
    BigInt.asUintN(bits, root(BigInt(prime) << (BigInt(bits) * power), power));

  // One description of SHA-2, made for both word sizes.
  const sha2 = ({ bits, rounds, big0, big1, small0, small1 }) => {
    const wide = BigInt(bits);
    const word = bits / 8;
    const block = 16 * word;
    const k = primes(rounds).map((p) => fraction(p, 3n, bits));
    const start = primes(8).map((p) => fraction(p, 2n, bits));
    const cut = (x) => BigInt.asUintN(bits, x);
    const turn = (x, n) => (x >> BigInt(n)) | cut(x << (wide - BigInt(n)));
    const mix = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ turn(x, c);
    const blend = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ (x >> BigInt(c));

    return (message) => {
      const whole = Math.ceil((message.length + 1 + 2 * word) / block) * block;
      const data = new Uint8Array(whole);
      data.set(message);
      data[message.length] = 0x80;
      for (let at = whole - 1, left = message.length * 8; left > 0; at -= 1, left = Math.floor(left / 256)) data[at] = left % 256;
      const state = [...start];
      const w = [];
      for (let from = 0; from < whole; from += block) {
        for (let i = 0; i < 16; i += 1) {
          const at = from + i * word;
          w[i] = BigInt(`0x${hex(data.subarray(at, at + word))}`);
        }
        for (let i = 16; i < rounds; i += 1) {
          w[i] = cut(w[i - 16] + blend(w[i - 15], small0) + w[i - 7] + blend(w[i - 2], small1));
        }
        let [a, b, c, d, e, f, g, h] = state;
        for (let i = 0; i < rounds; i += 1) {
          const one = cut(h + mix(e, big1) + ((e & f) ^ (cut(~e) & g)) + k[i] + w[i]);
          const two = mix(a, big0) + ((a & b) ^ (a & c) ^ (b & c));
          [a, b, c, d, e, f, g, h] = [cut(one + two), a, b, c, cut(d + one), e, f, g];
        }
        [a, b, c, d, e, f, g, h].forEach((value, i) => {
          state[i] = cut(state[i] + value);
        });
      }
      return unhex(state.map((value) => value.toString(16).padStart(word * 2, "0")).join(""));
    };
  };
  const sha256 = sha2({ bits: 32, rounds: 64, big0: [2, 13, 22], big1: [6, 11, 25], small0: [7, 18, 3], small1: [17, 19, 10] });
  const sha512 = sha2({ bits: 64, rounds: 80, big0: [28, 34, 39], big1: [14, 18, 41], small0: [1, 8, 7], small1: [19, 61, 6] });

  // SM3: SHA-256's padding, another compression.
  const rotate = (x, n) => ((x << (n % 32)) | (x >>> (32 - (n % 32)))) >>> 0;
  const turned = (x, ...by) => by.reduce((sum, n) => sum ^ (n % 32 ? rotate(x, n) : x), x) >>> 0;
  const sm3 = (message) => {
    const whole = Math.ceil((message.length + 9) / 64) * 64;
    const data = new Uint8Array(whole);
    data.set(message);
    data[message.length] = 0x80;
    for (let at = whole - 1, left = message.length * 8; left > 0; at -= 1, left = Math.floor(left / 256)) data[at] = left % 256;
    const words = new DataView(data.buffer);
    let state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
    const w = [];
    for (let from = 0; from < whole; from += 64) {
      for (let i = 0; i < 16; i += 1) w[i] = words.getUint32(from + 4 * i);
      for (let i = 16; i < 68; i += 1) {
        const mixed = turned(w[i - 16] ^ w[i - 9] ^ rotate(w[i - 3], 15), 15, 23);
        w[i] = (mixed ^ rotate(w[i - 13], 7) ^ w[i - 6]) >>> 0;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const early = i < 16;
        const constant = early ? 0x79cc4519 : 0x7a879d8a;
        const shifted = i % 32 ? rotate(constant, i) : constant;
        const one = rotate((rotate(a, 12) + e + shifted) >>> 0, 7);
        const two = one ^ rotate(a, 12);
        const left = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
        const right = early ? e ^ f ^ g : (e & f) | (~e & g);
        const first = (left + d + two + (w[i] ^ w[i + 4])) >>> 0;
        const second = (right + h + one + w[i]) >>> 0;
        [a, b, c, d, e, f, g, h] = [first, a, rotate(b, 9), c, turned(second, 9, 17), e, rotate(f, 19), g];
      }
      state = [a, b, c, d, e, f, g, h].map((value, i) => (value ^ state[i]) >>> 0);
    }
    return unhex(state.map((value) => value.toString(16).padStart(8, "0")).join(""));
  };
  const hashes = { sha256, sm3 };

  // Edwards25519: extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
  const P = 2n ** 255n - 19n;
  const L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (x, m = P) => ((x % m) + m) % m;
  const power = (base, exponent) => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b)) if (e & 1n) result = mod(result * b);
    return result;
  };
  const inverse = (x) => power(x, P - 2n);
  const D = mod(-121665n * inverse(121666n));
  const BASE_Y = mod(4n * inverse(5n));
  const BASE_X = (() => {
    const square = mod((BASE_Y * BASE_Y - 1n) * inverse(D * BASE_Y * BASE_Y + 1n));
    let x = power(square, (P + 3n) / 8n);
    if (mod(x * x - square)) x = mod(x * power(2n, (P - 1n) / 4n));
    return x & 1n ? P - x : x;
  })();
  const BASE = [BASE_X, BASE_Y, 1n, mod(BASE_X * BASE_Y)];
  const add = ([x1, y1, z1, t1], [x2, y2, z2, t2]) => {
    const a = mod((y1 - x1) * (y2 - x2));
    const b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * t1 * t2 * D);
    const d = mod(2n * z1 * z2);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  };
  const times = (scalar, point) => {
    let result = [0n, 1n, 1n, 0n];
    for (let s = scalar, p = point; s > 0n; s >>= 1n, p = add(p, p)) if (s & 1n) result = add(result, p);
    return result;
  };
  const little = (bytes) => BigInt(`0x${hex(bytes.slice().reverse())}`);
  const unlittle = (number) => unhex(number.toString(16).padStart(64, "0")).reverse();
  const pack = ([x, y, z]) => {
    const i = inverse(z);
    return unlittle(mod(y * i) | ((mod(x * i) & 1n) << 255n));
  };
  const expand = (secret) => {
    const h = sha512(secret);
    const scalar = h.slice(0, 32);
    scalar[0] &= 248;
    scalar[31] = (scalar[31] & 127) | 64;
    return [little(scalar), h.slice(32)];
  };
  const publicKey = (secret) => pack(times(expand(secret)[0], BASE));
  const sign = (secret, message) => {
    const [scalar, prefix] = expand(secret);
    const key = pack(times(scalar, BASE));
    const r = mod(little(sha512(join(prefix, message))), L);
    const point = pack(times(r, BASE));
    const challenge = mod(little(sha512(join(point, key, message))), L);
    return join(point, unlittle(mod(r + challenge * scalar, L)));
  };

  // commitment = H(TAG("commit") ‖ utf8(value)), H the hash of the draw, TAG = "mingqian-lot/1 commit" padded with zero bytes to 32.
  const commitment = (value, hash) => {
    const tag = new Uint8Array(32);
    tag.set(utf8("mingqian-lot/1 commit"));
    return hex(hashes[hash](join(tag, utf8(value))));
  };
  // A fresh value; what a person types is mixed in, and can only add to the chance of the device.
  const freshValue = (typed) => hex(sha256(join(utf8("mingqian witness value"), random(32), utf8(typed))));

  return { hex, unhex, utf8, random, hashes, sha256, sha512, sm3, publicKey, sign, commitment, freshValue };
})();
