import { Workbook } from 'exceljs';
import fc from 'fast-check';
import { fileTypeOf } from '../../../src/actions/meetings/file-type';
import { zipOf } from '../../zip';

const LIST = '[Content_Types].xml';
const docx = zipOf(LIST, 'word/document.xml');

test.each([
  ['pdf', Buffer.from('%PDF-1.7\n')],
  ['jpg', Buffer.from('ffd8ffe000104a46', 'hex')],
  ['png', Buffer.from('89504e470d0a1a0a0000', 'hex')],
  ['docx', docx],
  ['xlsx', zipOf(LIST, 'xl/workbook.xml')],
  ['pptx', zipOf('ppt/presentation.xml', LIST)],
  ['docx', Buffer.concat([docx, Buffer.alloc(0)])],
])('%s is told by its content', (type, bytes) => {
  expect(fileTypeOf(bytes)).toBe(type);
});

test('a workbook that a library wrote is one', async () => {
  const book = new Workbook();
  book.addWorksheet('a').addRow(['Họ tên']);
  expect(fileTypeOf(Buffer.from(await book.xlsx.writeBuffer()))).toBe('xlsx');
});

test.each([
  ['a program', Buffer.from('4d5a90000300', 'hex')],
  ['a page', Buffer.from('<html><script>alert(1)</script>')],
  ['a drawing with scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['an archive', zipOf('run.exe')],
  ['a document with macros', zipOf(LIST, 'word/document.xml', 'word/vbaProject.bin')],
  ['an archive that calls itself a document', zipOf('word/document.xml')],
  ['a document that is cut off', docx.subarray(0, docx.length - 30)],
  ['an old document', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['nothing', Buffer.alloc(0)],
])('%s is not kept', (_, bytes) => {
  expect(fileTypeOf(bytes)).toBeUndefined();
});

test('whatever the bytes are, it answers', () => {
  const bytes = fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each));
  const broken = fc.tuple(fc.nat(docx.length - 1), fc.nat(255)).map(([at, value]) => {
    const copy = Buffer.from(docx);
    copy[at] = value;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(bytes, broken), (each) => {
      fileTypeOf(each);
    }),
    { numRuns: 2_000 },
  );
});
