import type { FileType } from '../../models/meeting-files';

const MAGIC: readonly (readonly [hex: string, type: FileType])[] = [
  ['255044462d', 'pdf'],
  ['ffd8ff', 'jpg'],
  ['89504e470d0a1a0a', 'png'],
];
/** What a document of each kind has in it (ECMA-376). */
const PARTS: readonly (readonly [part: string, type: FileType])[] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
];
const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** Behind the list of a zip's parts there may be a comment of this length. */
const COMMENT = 0xffff;

/** What a file is by its content, whatever its name says; undefined for what may not be kept, such as documents with macros. */
export function fileTypeOf(bytes: Buffer): FileType | undefined {
  const start = bytes.toString('hex', 0, 8);
  const known = MAGIC.find(([hex]) => start.startsWith(hex));
  if (known) return known[1];
  const parts = start.startsWith('504b0304') ? partsOf(bytes) : undefined;
  if (!parts?.has('[Content_Types].xml')) return undefined;
  if ([...parts].some((part) => /vbaProject\.bin$|\/activeX\//i.test(part))) return undefined;
  return PARTS.find(([part]) => parts.has(part))?.[1];
}

/** The names in the list at a zip's end; undefined where there is none, or it is cut off. */
function partsOf(bytes: Buffer): Set<string> | undefined {
  const end = endOf(bytes);
  if (end === undefined) return undefined;
  const count = bytes.readUInt16LE(end + 10);
  const parts = new Set<string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return undefined;
    const name = bytes.readUInt16LE(at + 28);
    parts.add(bytes.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}

function endOf(bytes: Buffer): number | undefined {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - COMMENT); at -= 1)
    if (bytes.readUInt32LE(at) === END) return at;
  return undefined;
}
