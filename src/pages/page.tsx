import { createHash } from 'node:crypto';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { words } from '../words';

/** Read at 360 px in bright sun, with fonts enlarged: one column, large targets, no request beyond the page itself. */
const STYLE = `:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0 auto;padding:1.2rem 1rem 2rem;max-width:30rem;font:1.125rem/1.5 system-ui,sans-serif;color:#2b1f28;background:#fff;overflow-wrap:anywhere}
header{margin:-1.2rem -1rem 1.2rem;padding:.7rem 1rem;background:#8a2a6b;color:#fff;font-weight:600}
h1{font-size:1.4rem;line-height:1.3;margin:0 0 .8rem;color:#8a2a6b}h2{font-size:1.125rem;margin:1.2rem 0 0}ul{padding-left:1.2rem}li{margin:.4rem 0}p{margin:.6rem 0}
a.go{display:block;min-height:3rem;margin:.7rem 0;padding:.75rem 1rem;border-radius:.6rem;background:#8a2a6b;color:#fff;text-align:center;text-decoration:none;font-weight:600}
a{color:#8a2a6b}a.plain{display:inline-block;padding:.7rem 0}a:focus-visible{outline:3px solid #0b57d0;outline-offset:3px}
.when::first-letter{text-transform:uppercase}.code{padding:.6rem;border:2px dashed #8a2a6b;border-radius:.6rem;text-align:center;font-size:1.6rem;letter-spacing:.2rem}
.qr{display:block;width:13rem;max-width:100%;margin:1rem auto}.note{color:#5d4c57;font-size:1.0625rem}`;

/** What a page allows the browser: its own style and nothing else. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A whole page for people, as HTML; what it shows is escaped. */
export function page(title: string, body: ComponentChildren): string {
  const html = (
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>{words('page.union')}</header>
        {body}
        <footer>
          <a class="plain" href="/quyen-rieng-tu">
            {words('page.privacy')}
          </a>
        </footer>
      </body>
    </html>
  );
  return `<!doctype html>${renderToString(html)}`;
}
