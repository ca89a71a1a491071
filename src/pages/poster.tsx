import { renderToString } from 'preact-render-to-string';
import type { Invitation } from '../actions/applications/refer';
import type { Door } from '../actions/meetings/door';
import { words } from '../words';
import { Qr } from './qr';
import { type Paragraph, type Placed, stacked } from './text-lines';

/** Paper sizes in mm; both print the same drawing. */
const PAPERS = { a4: [210, 297], a5: [148, 210] } as const;
const RED = '#8a2a6b';

/** A paper that a poster can be printed on. */
export type Paper = keyof typeof PAPERS;

/** The paper of this name; A5 where it is none. */
export const paperOf = (name: unknown): Paper => (name === 'a4' ? 'a4' : 'a5');

/** An invitation to be printed and put up, as SVG in real millimetres: nothing on it but the inviter's first name and her code. */
export function poster({ code, name, commune, link }: Invitation, paper: Paper): string {
  return sheet(paper, words('invitation.title', { commune }), {
    above: [
      { text: words('poster.union'), size: 6 },
      { text: commune, size: 7, bold: true, color: RED },
      { text: words('poster.invites', { name }), size: 7.5, bold: true },
    ],
    qr: { text: link, label: words('invitation.qr') },
    code: words('poster.code', { code }),
  });
}

/** The sheet at the door of a meeting, to be printed: scanned, it checks in. */
export function doorSheet({ code, unit, topic, place, day, time, link }: Door, paper: Paper): string {
  return sheet(paper, words('door.title', { unit }), {
    above: [
      { text: words('door.title', { unit }), size: 6 },
      { text: topic, size: 7, bold: true, color: RED },
      { text: words('door.when', { day, time, place }), size: 5 },
    ],
    qr: { text: link, label: words('door.qr') },
    code: words('door.code', { code }),
  });
}

interface Shown {
  above: readonly Paragraph[];
  qr: { text: string; label: string };
  code: string;
}

/** What it is, its QR, what to do with it. */
function sheet(paper: Paper, title: string, { above, qr, code }: Shown): string {
  const [width, height] = PAPERS[paper];
  const below: Paragraph[] = [
    { text: words('poster.scan'), size: 6 },
    { text: code, size: 9, bold: true },
    { text: words('poster.orOpen', { address: qr.text.split('://')[1] ?? qr.text }), size: 4.2 },
    { text: words('invitation.safety'), size: 4 },
  ];
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
      <Paragraphs placed={stacked(above, 16, 69)} />
      <Qr text={qr.text} size={84} at={{ x: 32, y: 68 }} label={qr.label} />
      <Paragraphs placed={stacked(below, 152, 204)} />
    </svg>
  );
  return `<?xml version="1.0" encoding="UTF-8"?>${renderToString(drawing)}`;
}

const Paragraphs = ({ placed }: { placed: readonly Placed[] }) => (
  <>
    {placed.map(({ lines, size, bold, color = '#2b1f28' }) => (
      <text key={lines[0]?.y} font-size={size} fill={color} {...(bold && { 'font-weight': 'bold' })}>
        {lines.map(({ text, y }) => (
          <tspan key={y} x={74} y={y}>
            {text}
          </tspan>
        ))}
      </text>
    ))}
  </>
);
