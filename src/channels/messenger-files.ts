import { type Handing, SendError } from './channel';

const MB = 1024 * 1024;
const PICTURES: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png' };
const MOST = { image: 8 * MB, file: 25 * MB };
/** Meta keeps what was handed in for 90 days; it is not used on the last of them, ms. */
export const KEPT_FOR = 89 * 24 * 3_600_000;

/** The form by which a file is handed in, to be sent to many; throws SendError for what is larger than Meta takes. */
export function messengerFile({ name, type, bytes }: Handing): FormData {
  const mime = Object.hasOwn(PICTURES, type) ? PICTURES[type] : undefined;
  const kind = mime === undefined ? 'file' : 'image';
  if (bytes.length > MOST[kind]) throw new SendError({ code: 'tooLarge', retry: 'never', about: 'content' }, 'none');
  const form = new FormData();
  form.append('message', JSON.stringify({ attachment: { type: kind, payload: { is_reusable: true } } }));
  const body = new Blob([new Uint8Array(bytes)], { type: mime ?? 'application/octet-stream' });
  form.append('filedata', body, `${name}.${type}`);
  return form;
}
