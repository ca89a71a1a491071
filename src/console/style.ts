import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Request, Response } from 'express';

const resolve = createRequire(__filename).resolve;

/** The console's own style over Pico: one column, large type and targets, colours that carry meaning. */
const OWN = `
:root:not([data-theme=dark]),[data-theme=light]{--pico-font-size:106.25%;--pico-primary:#8a2a6b;--pico-primary-background:#8a2a6b;--pico-primary-hover-background:#6f1f55;--pico-primary-border:#8a2a6b;--pico-primary-underline:#8a2a6b;--pico-primary-hover:#6f1f55;--pico-border-radius:.6rem;--pico-spacing:.9rem;--pico-color:#2b1f28;--pico-muted-color:#5d4c57;--pico-font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;--good:#1b7f4b;--warn:#8f5200;--bad:#b3261e;--soft:#f7f1f5;--line:#e8dde4}
body{max-width:46rem;margin:0 auto;padding-bottom:2rem;overflow-wrap:anywhere}
header.top{display:flex;flex-wrap:wrap;gap:.2rem 1rem;justify-content:space-between;align-items:center;padding:.4rem 1rem;border-bottom:1px solid var(--line)}
header.top p{margin:0}header.top small,.soft{color:var(--pico-muted-color)}header.top form{margin:0}
main{padding:.4rem 1rem 0}h1{font-size:1.3rem;margin:.8rem 0 .5rem}h2{font-size:1.15rem;margin:1.2rem 0 .5rem}
button{min-height:2.75rem;min-width:2.75rem}a.go{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;min-width:2.75rem;padding:.5rem .9rem;border-radius:.6rem;background:var(--pico-primary-background);color:#fff;text-decoration:none;text-align:center}button.plain{width:auto;margin:0;padding:.4rem .8rem;background:none;border:0;color:var(--pico-primary);text-decoration:underline}
a.line{display:inline-flex;align-items:center;min-height:2.75rem;min-width:2.75rem}
.task,.woman{display:grid;gap:.3rem .8rem;align-items:center;padding:.8rem;background:var(--soft);border-radius:.6rem;margin-bottom:.6rem}
.task{grid-template-columns:1fr auto}.task p,.woman p,.woman h2{margin:0}.woman h2{font-size:1.05rem}.woman a.go{justify-self:start}.task a.go{grid-row:1/span 2;grid-column:2}
.woman form{margin:.3rem 0 0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,5rem),1fr));gap:.5rem}.woman button{margin:0;padding:.5rem .3rem}
.woman .wide{grid-column:1/-1}.filter{display:flex;flex-wrap:wrap;gap:0 1.2rem}.filter [aria-current]{font-weight:700;text-decoration:none}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.good::before{content:"● "}.warn::before{content:"▲ "}.bad::before{content:"■ "}
.said{padding:.7rem .9rem;border-left:.35rem solid var(--pico-primary);background:var(--soft);border-radius:.3rem}
:focus-visible{outline:3px solid #0b57d0!important;outline-offset:2px}
`;

const BODY = Buffer.from(readFileSync(resolve('@picocss/pico/css/pico.min.css'), 'utf8') + OWN);
const PACKED = gzipSync(BODY, { level: 9 });
const HASH = createHash('sha256').update(BODY).digest('base64url').slice(0, 12);

/** Where the stylesheet is, below the console's own address: another style is another address, so a phone keeps it for good. */
export const STYLE_PATH = `/giao-dien.${HASH}.css`;

/** Hands the stylesheet out, packed where the browser can read that. */
export function sendStyle(request: Request, response: Response): void {
  const packed = request.acceptsEncodings('gzip') === 'gzip';
  response.set({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' });
  if (packed) response.set('content-encoding', 'gzip');
  response.type('css').send(packed ? PACKED : BODY);
}
