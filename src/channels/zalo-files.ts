import { type HandedIn, type Handing, SendError } from './channel';
import { field, id, text } from './read';

const MB = 1024 * 1024;
/** What may be handed in, by the ending that its content tells: largest size in bytes, and where. */
const KINDS: Readonly<Record<string, { kind: 'image' | 'file'; mime: string; most: number }>> = {
  jpg: { kind: 'image', mime: 'image/jpeg', most: MB },
  png: { kind: 'image', mime: 'image/png', most: MB },
  pdf: { kind: 'file', mime: 'application/pdf', most: 5 * MB },
  docx: {
    kind: 'file',
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    most: 5 * MB,
  },
};
/** A file that was handed in ends after seven days; it is not used on its last hours, ms. */
const KEPT_FOR = (7 * 24 - 6) * 3_600_000;

/** The form by which a file is handed in, and where; throws SendError for what Zalo does not take. */
export function fileForm({ name, type, bytes }: Handing): { path: string; kind: 'image' | 'file'; form: FormData } {
  const known = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (!known) throw new SendError({ code: 'badMedia', retry: 'never', about: 'content' }, 'none');
  if (bytes.length > known.most) throw new SendError({ code: 'tooLarge', retry: 'never', about: 'content' }, 'none');
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type: known.mime }), `${name}.${type}`);
  return { path: `/v2.0/oa/upload/${known.kind}`, kind: known.kind, form };
}

/** The name that a file got; throws SendError where the answer holds none. */
export function handedIn(body: unknown, kind: 'image' | 'file', now: number): HandedIn {
  const ref = kind === 'image' ? id(field(body, 'data', 'attachment_id')) : text(field(body, 'data', 'token'));
  if (ref === undefined) throw new SendError({ code: 'unreadableAnswer', retry: 'later' }, 'none', true);
  return { ref, until: now + KEPT_FOR };
}
