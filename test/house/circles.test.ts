import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const ROOMS = ['src', 'flows', 'workers', 'scripts', 'test'];
/** `import … from './x'`, `export … from './x'`, `import './x'`: static ones, types included, since they bind rooms as well. */
const FROM = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?['"](\.{1,2}\/[^'"]+)['"]/gm;

const files = ROOMS.flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name)),
);

/** The files of ours that a file imports. */
function importsOf(file: string): string[] {
  const found = [...readFileSync(file, 'utf8').matchAll(FROM)].map(([, to]) => path.resolve(path.dirname(file), to ?? ''));
  return found.flatMap((to) => ['.ts', '.tsx', '/index.ts'].map((end) => to + end).filter((each) => existsSync(each)));
}

/** Circles among files, each told once: its members in the order in which they import each other. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, line: readonly string[]): void => {
    const at = line.indexOf(file);
    if (at >= 0) circles.push([...line.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...line, file]);
    done.add(file);
  };
  for (const file of graph.keys()) walk(file, []);
  return circles;
}

test('no files import each other in a circle', () => {
  const graph = new Map(files.map((file) => [file, importsOf(file)]));
  expect([...graph.values()].flat().length).toBeGreaterThan(1_000);
  const told = circlesIn(graph).map((circle) => circle.map((file) => path.relative(root, file)).join(' → '));
  expect(told).toEqual([]);
});

test('a circle is found, wherever it is entered', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['b']],
    ['d', []],
  ]);
  expect(circlesIn(graph)).toEqual([['b', 'c', 'b']]);
});
