/** A zip with some parts, each of them empty: enough to be told what kind of document it is. */
export function zipOf(...parts: string[]): Buffer {
  const local = Buffer.concat(parts.map((part) => entry(0x04034b50, 30, 26, part)));
  const list = Buffer.concat(parts.map((part) => entry(0x02014b50, 46, 28, part)));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, list, end]);
}

function entry(sign: number, size: number, lengthAt: number, name: string): Buffer {
  const head = Buffer.alloc(size);
  head.writeUInt32LE(sign, 0);
  head.writeUInt16LE(Buffer.byteLength(name), lengthAt);
  return Buffer.concat([head, Buffer.from(name)]);
}
