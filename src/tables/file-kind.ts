import { open } from 'node:fs/promises';

/** What a file is by its first bytes: its name may lie. The last five cannot be read as a list. */
export type FileKind = 'xlsx' | 'text' | 'oldExcel' | 'pdf' | 'picture' | 'otherFile' | 'emptyFile';

const MAGIC: readonly (readonly [bytes: string, kind: FileKind])[] = [
  ['504b0304', 'xlsx'],
  ['d0cf11e0a1b11ae1', 'oldExcel'],
  ['25504446', 'pdf'],
  ['89504e47', 'picture'],
  ['ffd8ff', 'picture'],
  ['504b0506', 'emptyFile'],
];
const HEAD = 4096;

/** What kind of file it is. Throws when it cannot be opened. */
export async function fileKind(path: string): Promise<FileKind> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return kindOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** What kind of file begins like this. */
export function kindOf(head: Buffer): FileKind {
  if (head.length === 0) return 'emptyFile';
  const start = head.toString('hex', 0, 8);
  const known = MAGIC.find(([bytes]) => start.startsWith(bytes));
  if (known) return known[1];
  const utf16 = start.startsWith('fffe') || start.startsWith('feff');
  return utf16 || !head.includes(0) ? 'text' : 'otherFile';
}
