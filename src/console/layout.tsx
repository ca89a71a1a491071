import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { words } from '../words';
import { STYLE_PATH } from './style';

/** Address of the console on this server. */
export const HOME = '/quan-ly';

/** Who is signed in, as she is shown at the top of each page. */
export interface Badge {
  /** Her highest post, and its unit. */
  post: string;
  unit: string;
}

/** A whole page of the console, as HTML; what it shows is escaped. Without a badge nobody is signed in. */
export function consolePage(title: string, body: ComponentChildren, badge?: Badge): string {
  const html = (
    <html lang="vi" data-theme="light">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light" />
        <title>{title}</title>
        <link rel="stylesheet" href={`${HOME}${STYLE_PATH}`} />
      </head>
      <body>
        <header class="top">
          <p>
            <strong>{badge?.unit ?? words('console.name')}</strong> {badge && <small>{badge.post}</small>}
          </p>
          {badge && (
            <form method="post" action={`${HOME}/ra`}>
              <button type="submit" class="plain">
                {words('console.signOut')}
              </button>
            </form>
          )}
        </header>
        <main>{body}</main>
      </body>
    </html>
  );
  return `<!doctype html>${renderToString(html)}`;
}

/** A page that says one thing, by the key of its words (`…Title` and the key itself), with a way on where there is one. */
export function sayingPage(key: string, on?: { href: string; label: string }, badge?: Badge): string {
  return consolePage(
    words(`console.${key}Title`),
    <>
      <h1>{words(`console.${key}Title`)}</h1>
      <p>{words(`console.${key}`)}</p>
      {on && (
        <a class="go" href={on.href}>
          {on.label}
        </a>
      )}
    </>,
    badge,
  );
}
