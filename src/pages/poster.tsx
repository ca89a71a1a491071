import { renderToString } from 'preact-render-to-string';
import type { Invitation } from '../actions/applications/refer';
import type { Door } from '../actions/meetings/door';
import { words } from '../words';
import { Qr } from './qr';

/** Paper sizes in mm; both print the same drawing. */
const PAPERS = { a4: [210, 297], a5: [148, 210] } as const;

/** A paper that a poster can be printed on. */
export type Paper = keyof typeof PAPERS;

/** The paper of this name; A5 where it is none. */
export const paperOf = (name: unknown): Paper => (name === 'a4' ? 'a4' : 'a5');

/** An invitation to be printed and put up, as SVG in real millimetres: nothing on it but the inviter's first name and her code. */
export function poster({ code, name, commune, link }: Invitation, paper: Paper): string {
  return sheet(paper, words('invitation.title', { commune }), { text: link, label: words('invitation.qr') }, [
    { text: words('poster.union'), y: 24, size: 6 },
    { text: commune, y: 34, size: 8, bold: true, color: RED },
    { text: words('poster.invites', { name }), y: 48, size: 9, bold: true },
    { text: words('poster.scan'), y: 158, size: 6 },
    { text: words('poster.code', { code }), y: 168, size: 9, bold: true },
    { text: words('poster.orOpen', { address: hostOf(link) }), y: 177, size: 4.2 },
    { text: words('invitation.safety'), y: 192, size: 4 },
  ]);
}

/** The sheet at the door of a meeting, to be printed: scanned, it checks in. */
export function doorSheet({ code, unit, topic, place, day, time, link }: Door, paper: Paper): string {
  return sheet(paper, words('door.title', { unit }), { text: link, label: words('door.qr') }, [
    { text: words('door.title', { unit }), y: 24, size: 6 },
    { text: topic.slice(0, 70), y: 36, size: 7, bold: true, color: RED },
    { text: words('door.when', { day, time, place: place.slice(0, 60) }), y: 56, size: 4.5 },
    { text: words('poster.scan'), y: 158, size: 6 },
    { text: words('door.code', { code }), y: 168, size: 9, bold: true },
    { text: words('poster.orOpen', { address: hostOf(link) }), y: 177, size: 4.2 },
    { text: words('invitation.safety'), y: 192, size: 4 },
  ]);
}

const hostOf = (link: string) => link.split('://')[1] ?? link;

function sheet(paper: Paper, title: string, qr: { text: string; label: string }, lines: readonly LinesProps[]): string {
  const [width, height] = PAPERS[paper];
  const drawing = (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={`${width}mm`}
      height={`${height}mm`}
      viewBox="0 0 148 210"
      font-family="Arial, Helvetica, sans-serif"
      text-anchor="middle"
    >
      <title>{title}</title>
      <path fill="#fff" d="M0 0h148v210H0z" />
      <path fill={RED} d="M0 0h148v12H0z" />
      <Qr text={qr.text} size={84} at={{ x: 32, y: 66 }} label={qr.label} />
      {lines.map((each) => (
        <Lines key={each.y} {...each} />
      ))}
    </svg>
  );
  return `<?xml version="1.0" encoding="UTF-8"?>${renderToString(drawing)}`;
}

const RED = '#8a2a6b';
/** How many letters of 1 mm fit across, roughly: SVG breaks no lines by itself. */
const ACROSS = 250;

function Lines({ text, y, size, bold, color = '#2b1f28' }: LinesProps) {
  return (
    <text font-size={size} fill={color} {...(bold && { 'font-weight': 'bold' })}>
      {linesOf(text, Math.floor(ACROSS / size)).map((line, n) => (
        <tspan key={line} x={74} y={y + n * size * 1.3}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

type LinesProps = { text: string; y: number; size: number; bold?: true; color?: string };

/** A text in lines of at most some letters, broken at spaces where there are any. */
export function linesOf(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...(word.match(new RegExp(`.{1,${most}}`, 'gu')) ?? []));
  }
  return lines;
}
