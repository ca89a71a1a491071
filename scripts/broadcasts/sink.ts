import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { ExportSink } from '../../src/actions/lists/export-members';
import { csvLine } from '../../src/tables/csv';
import { type SheetWriter, writeSheet } from '../../src/tables/xlsx';
import { words } from '../../src/words';

/** Excel reads a .csv as UTF-8 only with this in front. */
const BOM = '\uFEFF';

/** Where the rows of a table go: a workbook of one sheet or a .csv, which only its owner can read. */
export function tableSink(file: string, as: 'xlsx' | 'csv', sheet = words('outcome.sheet')): ExportSink {
  return as === 'xlsx' ? workbook(file, sheet) : plain(file);
}

function workbook(file: string, name: string): ExportSink {
  let sheet: SheetWriter | undefined;
  return {
    async begin(headings) {
      sheet = writeSheet(file, name, headings);
    },
    add: async (cells) => sheet?.add(cells),
    end: async () => sheet?.end(),
  };
}

function plain(path: string): ExportSink {
  const file = createWriteStream(path, { mode: 0o600 });
  const closed = finished(file);
  // Told by end(); until then nobody listens.
  closed.catch(() => undefined);
  const line = async (text: string) => {
    if (!file.write(text)) await new Promise<void>((done) => file.once('drain', () => done()));
  };
  return {
    begin: (headings) => line(`${BOM}${csvLine(headings)}`),
    add: (cells) => line(csvLine(cells)),
    async end() {
      file.end();
      await closed;
    },
  };
}
