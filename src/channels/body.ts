const LONG = 16;
const MAY_HOLD_LONG_NUMBER = /[[:,\s]-?\d{16}/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A JSON body with integers beyond 2^53 kept as strings, since ids are often longer; undefined when it is not JSON. */
export function parseBody(raw: Buffer): unknown {
  const text = raw.toString('utf8');
  try {
    const plain: unknown = JSON.parse(text);
    return MAY_HOLD_LONG_NUMBER.test(text) ? JSON.parse(quoteLongIntegers(text)) : plain;
  } catch {
    return undefined;
  }
}

/** The text has been parsed once: it is valid JSON, so a digit outside a string belongs to a number. */
function quoteLongIntegers(json: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (startsNumber(code)) {
      const end = endOfNumber(json, i);
      const number = json.slice(i, end);
      if (number.length >= LONG && /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number))) {
        parts.push(json.slice(kept, i), `"${number}"`);
        kept = end;
      }
      i = end - 1;
    }
  }
  return parts.join('') + json.slice(kept);
}

function endOfString(json: string, start: number): number {
  let i = start + 1;
  while (json.charCodeAt(i) !== QUOTE) i += json.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i;
}

function endOfNumber(json: string, start: number): number {
  let i = start + 1;
  while (i < json.length && /[\d.eE+-]/.test(json.charAt(i))) i++;
  return i;
}

function startsNumber(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39);
}
