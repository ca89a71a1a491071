import type { Response } from 'express';
import type { OpenedFile } from '../actions/meetings/kept-files';
import { plainPage } from './plain';

const TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  jpg: 'image/jpeg',
  png: 'image/png',
} as const;
/** A phone may keep a paper for so long, seconds. */
const KEEPS = 600;

/** Hands a file out: documents to be saved, pictures to be looked at; nothing in it may run, and no proxy keeps it. */
export function handOut(opened: OpenedFile, response: Response): void {
  if (opened.state === 'expired') {
    response.status(410).type('html').send(plainPage('file.expiredTitle', 'file.expired'));
    return;
  }
  const { file, restricted } = opened;
  const name = `${file.name}.${file.type}`;
  // Sets the name in both forms of RFC 6266.
  response.attachment(name);
  const disposition = String(response.get('content-disposition'));
  const isPicture = file.type === 'jpg' || file.type === 'png';
  response.set({
    'content-type': TYPES[file.type],
    'content-disposition': isPicture ? disposition.replace(/^attachment/, 'inline') : disposition,
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': restricted ? 'private, no-store' : `private, max-age=${KEEPS}`,
  });
  response.send(file.bytes);
}
